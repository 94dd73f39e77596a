package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;

/** What a domain boots by: {@code <os>}; {@link DomainXml} gives access to it. */
@XmlType(
    propOrder = {
      "type",
      "firmware",
      "loader",
      "nvram",
      "kernel",
      "initrd",
      "cmdline",
      "dtb",
      "acpi",
      "boots",
      "bootmenu",
      "bios",
      "smbios",
      "content"
    })
final class OsXml extends OpenXml {
  ElementXml type;
  FirmwareXml firmware;
  ElementXml loader;
  NvramXml nvram;
  ElementXml kernel;
  ElementXml initrd;
  ElementXml cmdline;
  ElementXml dtb;
  ElementXml acpi;

  @XmlElement(name = "boot")
  List<ElementXml> boots = new ArrayList<>();

  ElementXml bootmenu;
  ElementXml bios;
  ElementXml smbios;

  OsXml() {}

  void nvramTemplate(String path) {
    nvram = nvram == null ? new NvramXml() : nvram;
    nvram.attribute("template", path);
  }
}
