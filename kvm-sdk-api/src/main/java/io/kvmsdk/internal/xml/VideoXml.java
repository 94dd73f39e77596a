package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A graphics card: {@code <video>}. */
@XmlType(propOrder = {"model", "content"})
public final class VideoXml extends OpenXml {
  private ElementXml model;

  VideoXml() {}

  /** A card of libvirt's model {@code type}, as {@code virtio}. */
  public static VideoXml of(String type) {
    VideoXml video = new VideoXml();
    video.model = new ElementXml().with("type", type);
    return video;
  }

  /** libvirt's name of the model. */
  public Optional<String> model() {
    return attributeOf(model, "type");
  }
}
