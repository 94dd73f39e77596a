package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A source of random numbers for the guest: {@code <rng>}. */
@XmlType(propOrder = {"backend", "content"})
public final class RngXml extends OpenXml {
  private ElementXml backend;

  RngXml() {}

  /** A virtio device that hands out the bytes of the host's {@code path}. */
  static RngXml virtio(String path) {
    RngXml rng = new RngXml();
    rng.attribute("model", "virtio");
    rng.backend = ElementXml.ofText(path).with("model", "random");
    return rng;
  }

  /** The device as the guest sees it, as {@code virtio}. */
  public Optional<String> model() {
    return attribute("model");
  }

  /** Where the host takes the bytes from, as {@code /dev/urandom}. */
  public Optional<String> source() {
    return Optional.ofNullable(ElementXml.text(backend));
  }
}
