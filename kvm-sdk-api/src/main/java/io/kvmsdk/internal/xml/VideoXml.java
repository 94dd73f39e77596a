package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.VideoSpec;
import io.kvmsdk.value.ByteSize;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A graphics card: {@code <video>}. */
@XmlType(propOrder = {"driver", "model", "content", "alias", "address"})
@SuppressWarnings("UnusedVariable") // fields that keep elements in their places
public final class VideoXml extends DeviceXml {
  private ElementXml driver;
  private ElementXml model;

  VideoXml() {}

  static VideoXml of(VideoSpec spec) {
    VideoXml video = new VideoXml();
    video.model =
        new ElementXml()
            .with("type", spec.model())
            .with("vram", spec.vram().map(ByteSize::toKib).orElse(null))
            .with("heads", Values.text(spec.heads()));
    return video;
  }

  Optional<VideoSpec> toSpec() {
    return model().map(this::modelled);
  }

  private VideoSpec modelled(String type) {
    return VideoSpec.builder()
        .model(type)
        .heads(numberOf(model, "heads"))
        .vram(attributeOf(model, "vram").map(v -> ByteSize.kib(Values.longNumber("vram", v))))
        .build();
  }

  /** libvirt's name of the model. */
  public Optional<String> model() {
    return attributeOf(model, "type");
  }
}
