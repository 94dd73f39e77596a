package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.FilesystemDriver;
import io.kvmsdk.domain.FilesystemSpec;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A folder of the host in the guest: {@code <filesystem>}. */
@XmlType(
    propOrder = {
      "driver",
      "binary",
      "source",
      "target",
      "readonly",
      "spaceHardLimit",
      "spaceSoftLimit",
      "content",
      "alias",
      "address"
    })
public final class FilesystemXml extends DeviceXml {
  ElementXml driver;
  ElementXml binary;
  ElementXml source;
  ElementXml target;
  ElementXml readonly;

  @XmlElement(name = "space_hard_limit")
  ElementXml spaceHardLimit;

  @XmlElement(name = "space_soft_limit")
  ElementXml spaceSoftLimit;

  FilesystemXml() {}

  static FilesystemXml of(FilesystemSpec spec) {
    FilesystemXml xml = new FilesystemXml();
    xml.attribute("type", "mount");
    xml.attribute("accessmode", spec.accessMode());
    if (spec.driver() == FilesystemDriver.VIRTIOFS) {
      xml.driver = new ElementXml().with("type", "virtiofs");
    }
    xml.binary = spec.binary().map(b -> new ElementXml().with("path", b)).orElse(null);
    xml.source = new ElementXml().with("dir", spec.source());
    xml.target = new ElementXml().with("dir", spec.target());
    xml.readonly = spec.readOnly() ? new ElementXml() : null;
    return xml;
  }

  Optional<FilesystemSpec> toSpec() {
    boolean whole =
        attributeOf(source, "dir").isPresent() && attributeOf(target, "dir").isPresent();
    return whole ? Optional.of(modelled()) : Optional.empty();
  }

  private FilesystemSpec modelled() {
    boolean virtiofs = attributeOf(driver, "type").equals(Optional.of("virtiofs"));
    return FilesystemSpec.builder()
        .driver(virtiofs ? FilesystemDriver.VIRTIOFS : FilesystemDriver.PLAN9)
        .source(attributeOf(source, "dir").orElseThrow())
        .target(attributeOf(target, "dir").orElseThrow())
        .accessMode(attribute("accessmode").orElse("passthrough"))
        .readOnly(readonly != null)
        .binary(attributeOf(binary, "path"))
        .build();
  }
}
