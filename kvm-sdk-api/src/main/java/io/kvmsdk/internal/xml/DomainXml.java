package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.LifecycleAction;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.value.ByteSize;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
      "memtune",
      "memoryBacking",
      "vcpu",
      "vcpus",
      "iothreads",
      "iothreadids",
      "defaultiothread",
      "cputune",
      "numatune",
      "resource",
      "sysinfos",
      "bootloader",
      "bootloaderArgs",
      "os",
      "idmap",
      "features",
      "cpu",
      "clock",
      "onPoweroff",
      "onReboot",
      "onCrash",
      "onLockfailure",
      "pm",
      "perf",
      "devices",
      "seclabels",
      "keywrap",
      "launchSecurity",
      "content"
    })
public final class DomainXml extends OpenXml {
  /** libvirt's test driver runs nothing, and takes what QEMU does. */
  private static final Set<String> SAID_BY_SPECS = Set.of("kvm", "qemu", "hvf", "test", "");

  ElementXml name;
  ElementXml uuid;
  ElementXml genid;
  ElementXml title;
  ElementXml description;
  ElementXml metadata;
  ElementXml maxMemory;
  ElementXml memory;
  ElementXml currentMemory;
  BlkiotuneXml blkiotune;
  MemtuneXml memtune;
  MemoryBackingXml memoryBacking;
  ElementXml vcpu;
  ElementXml vcpus;
  ElementXml iothreads;
  ElementXml iothreadids;
  ElementXml defaultiothread;
  CputuneXml cputune;
  NumatuneXml numatune;
  ElementXml resource;

  @XmlElement(name = "sysinfo")
  List<SysinfoXml> sysinfos = new ArrayList<>();

  ElementXml bootloader;

  @XmlElement(name = "bootloader_args")
  ElementXml bootloaderArgs;

  OsXml os;
  ElementXml idmap;
  FeaturesXml features;
  CpuXml cpu;
  ClockXml clock;

  @XmlElement(name = "on_poweroff")
  ElementXml onPoweroff;

  @XmlElement(name = "on_reboot")
  ElementXml onReboot;

  @XmlElement(name = "on_crash")
  ElementXml onCrash;

  @XmlElement(name = "on_lockfailure")
  ElementXml onLockfailure;

  ElementXml pm;
  ElementXml perf;
  DevicesXml devices;

  @XmlElement(name = "seclabel")
  List<ElementXml> seclabels = new ArrayList<>();

  ElementXml keywrap;
  ElementXml launchSecurity;

  DomainXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static DomainXml parse(String xml) {
    return Repeated.join(Xml.read(DomainXml.class, "domain", xml));
  }

  /**
   * The document for {@code spec}, of what that sets and nothing else.
   *
   * @throws IllegalStateException if the accelerator is still AUTO or a disk has no source yet
   */
  public static DomainXml of(DomainSpec spec) {
    return DomainWriter.write(spec, DomainWriter.type(spec));
  }

  /**
   * The document as a spec, with what that does not model as raw XML.
   *
   * @throws UnsupportedException if something other than QEMU runs it, which a spec has no word for
   */
  public DomainSpec toSpec() {
    if (!SAID_BY_SPECS.contains(type())) {
      throw new UnsupportedException(
          Subject.of("domain", name()),
          "a domain of type '" + type() + "' cannot be said as a spec",
          "Read its XML instead");
    }
    return new DomainReader(this).read();
  }

  /** Of a domain that runs. */
  public OptionalInt id() {
    return number("id");
  }

  /** What it is called that runs a domain; never AUTO. */
  public static String typeOf(Accelerator accelerator) {
    return switch (accelerator) {
      case AUTO -> throw new IllegalArgumentException("AUTO is decided first");
      case KVM -> "kvm";
      case TCG -> "qemu";
      case HVF -> "hvf";
    };
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
    return ElementXml.textOrEmpty(name);
  }

  /** Sets the name. */
  public void name(String newName) {
    name = ElementXml.ofText(newName);
  }

  public Optional<UUID> uuid() {
    return Values.uuid(uuid);
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

  /** The most memory that it can have: what its NUMA cells have, where that alone is said. */
  public ByteSize memory() {
    ByteSize said = memory == null ? ByteSize.ZERO : Values.size("memory", memory, "KiB");
    return said.equals(ByteSize.ZERO) && cpu != null ? cpu.memoryOfCells() : said;
  }

  /** The most virtual processors that it can have. */
  public int vcpus() {
    return vcpu == null ? 1 : Values.number("vcpu", vcpu.text());
  }

  /** How much of its {@link #memory} it is to have. */
  public ByteSize currentMemory() {
    return currentMemory == null ? memory() : Values.size("currentMemory", currentMemory, "KiB");
  }

  /** How many of its {@link #vcpus} it is to have. */
  public int currentVcpus() {
    int current = numberOf(vcpu, "current").orElse(0);
    return current >= 1 && current < vcpus() ? current : vcpus();
  }

  /** How many of its processors cannot be unplugged; all where the document does not say. */
  public int fixedVcpus() {
    return vcpus == null
        ? vcpus()
        : (int)
            vcpus.otherElements().stream()
                .filter(v -> v.getAttribute("hotpluggable").equals("no"))
                .count();
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

  OsXml os() {
    if (os == null) {
      os = new OsXml();
    }
    return os;
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

  public List<RngXml> rngs() {
    return devices().rngs;
  }

  /** The model of the memory balloon, as {@code virtio} or {@code none}. */
  public Optional<String> memballoon() {
    return devices().memballoons.stream().flatMap(m -> m.attribute("model").stream()).findFirst();
  }

  /** Sets the model of the memory balloon. */
  public void memballoon(String model) {
    if (devices().memballoons.isEmpty()) {
      devices().memballoons.add(new MemballoonXml());
    }
    devices().memballoons.get(0).attribute("model", model);
  }
}
