package io.kvmsdk.internal.xml;

import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.VolumeFormat;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** The image that a volume lies over: {@code <backingStore>}. */
@XmlType(propOrder = {"path", "format", "content"})
public final class BackingStoreXml extends OpenXml {
  private ElementXml path;
  private ElementXml format;

  BackingStoreXml() {}

  /** QEMU, which opens it, knows an ISO image as raw bytes. */
  static BackingStoreXml of(BackingStore spec) {
    BackingStoreXml backing = new BackingStoreXml();
    backing.path = ElementXml.ofText(spec.path());
    VolumeFormat known = spec.format() == VolumeFormat.ISO ? VolumeFormat.RAW : spec.format();
    backing.format = new ElementXml().with("type", known.libvirtName());
    return backing;
  }

  /** Where the host finds it. */
  public Optional<String> path() {
    return Optional.ofNullable(ElementXml.text(path));
  }

  /** libvirt's name of its format. */
  public Optional<String> format() {
    return attributeOf(format, "type");
  }
}
