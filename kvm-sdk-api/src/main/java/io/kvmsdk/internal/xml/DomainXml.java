package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.LifecycleAction;
import io.kvmsdk.value.ByteSize;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.w3c.dom.Element;

/**
 * libvirt's {@code <domain>} document. Lists of devices are the document's own: change them.
 *
 * <p>Some elements are named only to keep their place: libxml2, by which libvirt validates, lets
 * elements come in any order only within the groups of the schema, as {@code name, uuid, genid} and
 * {@code memory … resource}.
 */
@XmlRootElement(name = "domain")
@XmlType(
    propOrder = {
      "name",
      "uuid",
      "genid",
      "title",
      "description",
      "metadata",
      "maxMemory",
      "memory",
      "currentMemory",
      "blkiotune",
      "memoryBacking",
      "memtune",
      "vcpu",
      "vcpus",
      "iothreads",
      "iothreadids",
      "defaultiothread",
      "cputune",
      "numatune",
      "resource",
      "os",
      "features",
      "cpu",
      "clock",
      "onPoweroff",
      "onReboot",
      "onCrash",
      "devices",
      "content"
    })
public final class DomainXml extends OpenXml {
  ElementXml name;
  ElementXml uuid;
  ElementXml genid;
  ElementXml title;
  ElementXml description;
  ElementXml metadata;
  ElementXml maxMemory;
  ElementXml memory;
  ElementXml currentMemory;
  ElementXml blkiotune;
  ElementXml memoryBacking;
  ElementXml memtune;
  ElementXml vcpu;
  ElementXml vcpus;
  ElementXml iothreads;
  ElementXml iothreadids;
  ElementXml defaultiothread;
  ElementXml cputune;
  ElementXml numatune;
  ElementXml resource;
  OsXml os;
  FeaturesXml features;
  ElementXml cpu;
  ElementXml clock;

  @XmlElement(name = "on_poweroff")
  ElementXml onPoweroff;

  @XmlElement(name = "on_reboot")
  ElementXml onReboot;

  @XmlElement(name = "on_crash")
  ElementXml onCrash;

  DevicesXml devices;

  DomainXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static DomainXml parse(String xml) {
    return Xml.read(DomainXml.class, "domain", xml);
  }

  /**
   * The document for {@code spec}, of what that sets and nothing else.
   *
   * @throws IllegalStateException if the accelerator is still AUTO or a disk has no source yet
   */
  public static DomainXml of(DomainSpec spec) {
    return DomainWriter.write(spec, DomainWriter.type(spec));
  }

  /** The document as a spec, with what that does not model as raw XML. */
  public DomainSpec toSpec() {
    return new DomainReader(this).read();
  }

  public String toXml() {
    return XmlText.document(tree());
  }

  Element tree() {
    return Xml.tree(this);
  }

  /** What runs it: {@code kvm}, {@code qemu} or {@code test}. */
  public String type() {
    return attribute("type").orElse("");
  }

  /** Sets what runs it. */
  public void type(String type) {
    attribute("type", type);
  }

  /** Empty where there is none, which libvirt refuses. */
  public String name() {
    return name == null ? "" : name.text();
  }

  public Optional<UUID> uuid() {
    return Optional.ofNullable(uuid).map(u -> Values.uuid(u.text()));
  }

  /** Sets the UUID. */
  public void uuid(UUID newUuid) {
    uuid = ElementXml.ofText(newUuid.toString());
  }

  public Optional<String> title() {
    return Optional.ofNullable(ElementXml.text(title));
  }

  public Optional<String> description() {
    return Optional.ofNullable(ElementXml.text(description));
  }

  /** The most memory that it can have. */
  public ByteSize memory() {
    return memory == null ? ByteSize.ZERO : Values.size("memory", memory, "KiB");
  }

  /** The most virtual processors that it can have. */
  public int vcpus() {
    return vcpu == null ? 1 : Values.number("vcpu", vcpu.text());
  }

  /** As {@code hvm}. */
  public Optional<String> osType() {
    return Optional.ofNullable(os).map(o -> ElementXml.text(o.type));
  }

  /** As {@code x86_64}. */
  public Optional<String> architecture() {
    return os == null ? Optional.empty() : attributeOf(os.type, "arch");
  }

  /** As {@code pc-q35-7.2}. */
  public Optional<String> machine() {
    return os == null ? Optional.empty() : attributeOf(os.type, "machine");
  }

  /** {@code efi} or {@code bios}, where libvirt is to choose the firmware's file. */
  public Optional<String> firmware() {
    return attributeOf(os, "firmware");
  }

  /** The host's path of the firmware. */
  public Optional<String> loader() {
    return os == null ? Optional.empty() : Optional.ofNullable(ElementXml.text(os.loader));
  }

  /** The host's path of the file with the firmware's variables. */
  public Optional<String> nvram() {
    return Optional.ofNullable(os).map(o -> o.nvram).flatMap(NvramXml::file);
  }

  /** The names of the features that are there, as {@code acpi}; some may be switched off. */
  public List<String> features() {
    return features == null ? List.of() : features.names();
  }

  /** As {@code host-passthrough}. */
  public Optional<String> cpuMode() {
    return attributeOf(cpu, "mode");
  }

  /** As the document says; empty where it says nothing or what {@link LifecycleAction} lacks. */
  public Optional<LifecycleAction> onPoweroff() {
    return action(onPoweroff);
  }

  /** As {@link #onPoweroff}. */
  public Optional<LifecycleAction> onReboot() {
    return action(onReboot);
  }

  /** Sets what becomes of the domain when its guest reboots. */
  public void onReboot(LifecycleAction action) {
    onReboot = ElementXml.ofText(action.libvirtName());
  }

  /** As {@link #onPoweroff}. */
  public Optional<LifecycleAction> onCrash() {
    return action(onCrash);
  }

  private static Optional<LifecycleAction> action(ElementXml element) {
    return Optional.ofNullable(element)
        .flatMap(
            e -> Values.named(LifecycleAction.values(), LifecycleAction::libvirtName, e.text()));
  }

  DevicesXml devices() {
    if (devices == null) {
      devices = new DevicesXml();
    }
    return devices;
  }

  /** The path of the emulator's binary on the host. */
  public Optional<String> emulator() {
    return Optional.ofNullable(ElementXml.text(devices().emulator));
  }

  /** Sets the path of the emulator's binary on the host. */
  public void emulator(String path) {
    devices().emulator = ElementXml.ofText(path);
  }

  public List<DiskXml> disks() {
    return devices().disks;
  }

  /** The disk or drive that is called {@code target}, as {@code vda}. */
  public Optional<DiskXml> disk(String target) {
    return disks().stream().filter(d -> d.target().equals(Optional.of(target))).findFirst();
  }

  /** Attributes {@code type}, {@code index} and {@code model}. */
  public List<ElementXml> controllers() {
    return devices().controllers;
  }

  public List<InterfaceXml> interfaces() {
    return devices().interfaces;
  }

  public List<CharacterDeviceXml> serials() {
    return devices().serials;
  }

  public List<CharacterDeviceXml> consoles() {
    return devices().consoles;
  }

  public List<CharacterDeviceXml> channels() {
    return devices().channels;
  }

  public List<GraphicsXml> graphics() {
    return devices().graphics;
  }

  public List<VideoXml> videos() {
    return devices().videos;
  }

  public List<RngXml> rngs() {
    return devices().rngs;
  }

  /** The model of the memory balloon, as {@code virtio} or {@code none}. */
  public Optional<String> memballoon() {
    return attributeOf(devices().memballoon, "model");
  }

  /** Sets the model of the memory balloon. */
  public void memballoon(String model) {
    devices().memballoon = ElementXml.orNew(devices().memballoon).with("model", model);
  }
}
