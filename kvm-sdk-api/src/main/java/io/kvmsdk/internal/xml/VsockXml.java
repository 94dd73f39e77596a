package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.VsockSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import java.util.OptionalInt;

/** Sockets between host and guest: {@code <vsock>}. */
@XmlType(propOrder = {"cid", "driver", "content", "alias", "address"})
public final class VsockXml extends DeviceXml {
  ElementXml cid;
  ElementXml driver;

  VsockXml() {}

  static VsockXml of(VsockSpec spec) {
    VsockXml xml = new VsockXml();
    xml.attribute("model", "virtio");
    boolean chosen = spec.cid().isPresent();
    xml.cid =
        new ElementXml()
            .with("auto", Values.yesNo(!chosen))
            .with("address", Values.text(spec.cid()));
    return xml;
  }

  /** That of a running domain tells the address, even where libvirt chose it. */
  Optional<VsockSpec> toSpec() {
    boolean chosen = !attributeOf(cid, "auto").equals(Optional.of("yes"));
    return attribute("model")
        .map(
            m ->
                VsockSpec.builder()
                    .cid(chosen ? numberOf(cid, "address") : OptionalInt.empty())
                    .build());
  }
}
