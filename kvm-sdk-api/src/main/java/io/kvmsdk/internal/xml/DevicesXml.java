package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;

/** A domain's {@code <devices>}; {@link DomainXml} gives access to them. */
@XmlType(
    propOrder = {
      "emulator",
      "disks",
      "controllers",
      "interfaces",
      "serials",
      "consoles",
      "channels",
      "graphics",
      "videos",
      "memballoon",
      "rngs",
      "content"
    })
final class DevicesXml extends OpenXml {
  ElementXml emulator;

  @XmlElement(name = "disk")
  List<DiskXml> disks = new ArrayList<>();

  @XmlElement(name = "controller")
  List<ElementXml> controllers = new ArrayList<>();

  @XmlElement(name = "interface")
  List<InterfaceXml> interfaces = new ArrayList<>();

  @XmlElement(name = "serial")
  List<CharacterDeviceXml> serials = new ArrayList<>();

  @XmlElement(name = "console")
  List<CharacterDeviceXml> consoles = new ArrayList<>();

  @XmlElement(name = "channel")
  List<CharacterDeviceXml> channels = new ArrayList<>();

  List<GraphicsXml> graphics = new ArrayList<>();

  @XmlElement(name = "video")
  List<VideoXml> videos = new ArrayList<>();

  ElementXml memballoon;

  @XmlElement(name = "rng")
  List<RngXml> rngs = new ArrayList<>();

  DevicesXml() {}
}
