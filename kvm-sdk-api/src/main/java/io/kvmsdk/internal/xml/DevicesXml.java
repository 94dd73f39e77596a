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
      "leases",
      "filesystems",
      "interfaces",
      "smartcards",
      "serials",
      "parallels",
      "consoles",
      "channels",
      "inputs",
      "tpms",
      "graphics",
      "sounds",
      "audios",
      "videos",
      "hostDevices",
      "redirectedDevices",
      "redirectionFilters",
      "hubs",
      "watchdogs",
      "memballoons",
      "rngs",
      "nvrams",
      "panics",
      "shmems",
      "memories",
      "cryptos",
      "iommus",
      "vsocks",
      "content"
    })
final class DevicesXml extends OpenXml {
  ElementXml emulator;

  @XmlElement(name = "disk")
  List<DiskXml> disks = new ArrayList<>();

  @XmlElement(name = "controller")
  List<ControllerXml> controllers = new ArrayList<>();

  @XmlElement(name = "lease")
  List<OtherDeviceXml> leases = new ArrayList<>();

  @XmlElement(name = "filesystem")
  List<FilesystemXml> filesystems = new ArrayList<>();

  @XmlElement(name = "interface")
  List<InterfaceXml> interfaces = new ArrayList<>();

  @XmlElement(name = "smartcard")
  List<OtherDeviceXml> smartcards = new ArrayList<>();

  @XmlElement(name = "serial")
  List<CharacterDeviceXml> serials = new ArrayList<>();

  @XmlElement(name = "parallel")
  List<CharacterDeviceXml> parallels = new ArrayList<>();

  @XmlElement(name = "console")
  List<CharacterDeviceXml> consoles = new ArrayList<>();

  @XmlElement(name = "channel")
  List<CharacterDeviceXml> channels = new ArrayList<>();

  @XmlElement(name = "input")
  List<InputXml> inputs = new ArrayList<>();

  @XmlElement(name = "tpm")
  List<TpmXml> tpms = new ArrayList<>();

  List<GraphicsXml> graphics = new ArrayList<>();

  @XmlElement(name = "sound")
  List<SoundXml> sounds = new ArrayList<>();

  @XmlElement(name = "audio")
  List<OtherDeviceXml> audios = new ArrayList<>();

  @XmlElement(name = "video")
  List<VideoXml> videos = new ArrayList<>();

  @XmlElement(name = "hostdev")
  List<HostDeviceXml> hostDevices = new ArrayList<>();

  @XmlElement(name = "redirdev")
  List<OtherDeviceXml> redirectedDevices = new ArrayList<>();

  @XmlElement(name = "redirfilter")
  List<OtherDeviceXml> redirectionFilters = new ArrayList<>();

  @XmlElement(name = "hub")
  List<OtherDeviceXml> hubs = new ArrayList<>();

  @XmlElement(name = "watchdog")
  List<WatchdogXml> watchdogs = new ArrayList<>();

  @XmlElement(name = "memballoon")
  List<MemballoonXml> memballoons = new ArrayList<>();

  @XmlElement(name = "rng")
  List<RngXml> rngs = new ArrayList<>();

  @XmlElement(name = "nvram")
  List<OtherDeviceXml> nvrams = new ArrayList<>();

  @XmlElement(name = "panic")
  List<PanicXml> panics = new ArrayList<>();

  @XmlElement(name = "shmem")
  List<ShmemXml> shmems = new ArrayList<>();

  @XmlElement(name = "memory")
  List<MemoryDeviceXml> memories = new ArrayList<>();

  @XmlElement(name = "crypto")
  List<OtherDeviceXml> cryptos = new ArrayList<>();

  @XmlElement(name = "iommu")
  List<IommuXml> iommus = new ArrayList<>();

  @XmlElement(name = "vsock")
  List<VsockXml> vsocks = new ArrayList<>();

  DevicesXml() {}
}
