package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.IoTune;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.VolumeFormat;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/** A disk or CD-ROM drive: {@code <disk>}. */
@XmlRootElement(name = "disk")
@XmlType(
    propOrder = {
      "driver",
      "auth",
      "source",
      "backingStore",
      "geometry",
      "blockio",
      "mirror",
      "target",
      "iotune",
      "readonly",
      "shareable",
      "transientMark",
      "serial",
      "wwn",
      "vendor",
      "product",
      "encryption",
      "boot",
      "content",
      "alias",
      "address"
    })
@SuppressWarnings("UnusedVariable") // fields that keep elements in their places
public final class DiskXml extends DeviceXml {
  private ElementXml driver;
  private ElementXml auth;
  private DiskSourceXml source;
  private ElementXml backingStore;
  private ElementXml geometry;
  private ElementXml blockio;
  private ElementXml mirror;
  private ElementXml target;
  private IoTuneXml iotune;
  private ElementXml readonly;
  private ElementXml shareable;

  @XmlElement(name = "transient")
  private ElementXml transientMark;

  private ElementXml serial;
  private ElementXml wwn;
  private ElementXml vendor;
  private ElementXml product;
  private ElementXml encryption;
  private ElementXml boot;

  DiskXml() {}

  /**
   * The element for {@code spec}.
   *
   * @throws IllegalStateException if a disk has no source yet: its volume must be made before
   */
  public static DiskXml of(DiskSpec spec) {
    return Xml.with(spec.rawXml(), DiskXml.class, plain(spec));
  }

  private static DiskXml plain(DiskSpec spec) {
    if (spec.source().isEmpty() && spec.device() == DiskDevice.DISK) {
      throw new IllegalStateException("the volume of a new disk must be made before: " + spec);
    }
    DiskXml disk = new DiskXml();
    disk.attribute("type", DiskSourceXml.type(spec.source().orElse(null)));
    disk.attribute("device", spec.device().libvirtName());
    disk.driver = driver(spec);
    disk.source = spec.source().map(DiskSourceXml::of).orElse(null);
    if (spec.target().isPresent() || spec.bus().isPresent()) {
      disk.target(spec.target().orElse(null), spec.bus().orElse(null));
    }
    disk.readonly = spec.readOnly() ? new ElementXml() : null;
    disk.shareable = spec.shareable() ? new ElementXml() : null;
    disk.serial = ElementXml.ofTextOrNull(spec.serial().orElse(null));
    disk.wwn = ElementXml.ofTextOrNull(spec.wwn().orElse(null));
    IoTuneXml iotune = IoTuneXml.of(spec.ioTune());
    disk.iotune = Xml.isEmpty(iotune) ? null : iotune;
    if (spec.bootOrder().isPresent()) {
      disk.boot = new ElementXml().with("order", spec.bootOrder().getAsInt());
    }
    return disk;
  }

  private static ElementXml driver(DiskSpec spec) {
    ElementXml driver = new ElementXml().with("name", "qemu");
    driver.with("type", spec.format().map(DiskXml::driverType).orElse(null));
    driver.with("cache", spec.cache().orElse(null));
    driver.with("io", spec.io().orElse(null));
    driver.with("detect_zeroes", spec.detectZeroes().orElse(null));
    driver.with("iothread", Values.text(spec.ioThread()));
    return driver.with("discard", discard(spec).orElse(null));
  }

  /** QEMU knows an ISO image as raw bytes. */
  private static String driverType(VolumeFormat format) {
    return format == VolumeFormat.ISO ? "raw" : format.libvirtName();
  }

  /** libvirt's word for it; empty where a spec says nothing about a disk that cannot. */
  private static Optional<String> discard(DiskSpec spec) {
    boolean able =
        spec.format().isPresent() && !spec.readOnly() && spec.device() == DiskDevice.DISK;
    return spec.discard()
        .or(() -> Optional.of(true).filter(d -> able))
        .map(d -> d ? "unmap" : "ignore");
  }

  public static DiskXml parse(String xml) {
    return Xml.read(DiskXml.class, "disk", xml);
  }

  /** The element alone. */
  public String toXml() {
    return XmlText.fragment(Xml.tree(this));
  }

  /** What the source is: {@code file}, {@code block}, {@code volume}, {@code network}, …. */
  public String type() {
    return attribute("type").orElse("file");
  }

  /** What the guest sees: {@code disk}, {@code cdrom}, {@code lun} or {@code floppy}. */
  public String device() {
    return attribute("device").orElse("disk");
  }

  /** The format of the image as the emulator takes it, as {@code qcow2} or {@code raw}. */
  public Optional<String> driverType() {
    return attributeOf(driver, "type");
  }

  /** Empty for a drive without a medium. */
  public Optional<DiskSourceXml> source() {
    return Optional.ofNullable(source);
  }

  /** Puts the disk on another file of the host, with what lies below left to that file. */
  public void image(String path, String format) {
    attribute("type", "file");
    backingStore = null;
    source = new DiskSourceXml();
    source.attribute("file", path);
    driver = ElementXml.orNew(driver).with("type", format);
  }

  /**
   * The host's paths of the images below the disk's own, as far as the document tells: that of a
   * running domain tells all.
   */
  public List<String> imagesBelow() {
    List<String> paths = new ArrayList<>();
    DomPath below = new DomPath(List.of(Xml.tree(this))).child("backingStore");
    while (!below.elements().isEmpty()) {
      DomPath source = below.child("source");
      Stream.of("file", "dev")
          .flatMap(name -> source.attributes(name).stream())
          .filter(path -> !path.isEmpty())
          .forEach(paths::add);
      below = below.child("backingStore");
    }
    return paths;
  }

  /** What its own image lies over, as the document of a running domain tells it. */
  public Optional<BackingStore> backing() {
    DomPath below = new DomPath(List.of(Xml.tree(this))).child("backingStore");
    Optional<VolumeFormat> format =
        below.child("format").attributes("type").stream()
            .findFirst()
            .flatMap(t -> Values.named(VolumeFormat.values(), VolumeFormat::libvirtName, t));
    return imagesBelow().stream()
        .findFirst()
        .map(path -> new BackingStore(path, format.orElse(VolumeFormat.RAW)));
  }

  /** Whether its image holds but what the host can decrypt. */
  public boolean encrypted() {
    return encryption != null || source().filter(DiskSourceXml::encrypted).isPresent();
  }

  /** Whether a block job has it follow, or lead, another image. */
  public boolean mirrored() {
    return mirror != null;
  }

  /**
   * Sets what lies below the disk's own image, as libvirt tells it of a running domain.
   *
   * @param formats of the files by their paths, from the top down
   */
  public void imagesBelow(LinkedHashMap<String, String> formats) {
    backingStore = Xml.read(ElementXml.class, store(formats));
  }

  private static Element store(LinkedHashMap<String, String> formats) {
    Element top = Xml.fragments(List.of("<backingStore/>")).get(0);
    Element store = top;
    for (Map.Entry<String, String> image : formats.entrySet()) {
      store.setAttribute("type", "file");
      Element format = append(store, "format");
      format.setAttribute("type", image.getValue());
      append(store, "source").setAttribute("file", image.getKey());
      store = append(store, "backingStore");
    }
    return top;
  }

  private static Element append(Element parent, String name) {
    Element child = parent.getOwnerDocument().createElement(name);
    parent.appendChild(child);
    return child;
  }

  public boolean shareable() {
    return shareable != null;
  }

  /** The name in libvirt, as {@code vda}. */
  public Optional<String> target() {
    return attributeOf(target, "dev");
  }

  /** What the guest finds the disk on, as {@code virtio}. */
  public Optional<String> bus() {
    return attributeOf(target, "bus");
  }

  /** Sets the name in libvirt and the bus; null leaves either open. */
  public void target(String name, DiskBus bus) {
    target = ElementXml.orNew(target).with("dev", name);
    target.with("bus", bus == null ? null : bus.libvirtName());
  }

  /** The place in the boot order, from 1. */
  public OptionalInt bootOrder() {
    return Values.number("boot order", attributeOf(boot, "order"));
  }

  public boolean readOnly() {
    return readonly != null;
  }

  /**
   * The disk as a spec, with what that does not model as raw XML; empty where a spec cannot say
   * what kind of disk it is, as for a floppy drive.
   */
  public Optional<DiskSpec> toSpec() {
    Optional<DiskSource> from = source().flatMap(s -> s.toSpec(type()));
    Optional<DiskDevice> kind =
        Values.named(DiskDevice.values(), DiskDevice::libvirtName, device());
    boolean sayable = kind.isPresent() && source().isPresent() == from.isPresent();
    try {
      return sayable ? withRest(withDiscard(modelled(kind.get(), from))) : Optional.empty();
    } catch (InvalidSpecException beyondSpecs) {
      return Optional.empty();
    }
  }

  private DiskSpec modelled(DiskDevice kind, Optional<DiskSource> from) {
    return DiskSpec.builder()
        .device(kind)
        .source(from)
        .format(
            driverType()
                .flatMap(t -> Values.named(VolumeFormat.values(), VolumeFormat::libvirtName, t)))
        .target(target())
        .bus(bus().flatMap(b -> Values.named(DiskBus.values(), DiskBus::libvirtName, b)))
        .bootOrder(bootOrder())
        .readOnly(readOnly())
        .cache(attributeOf(driver, "cache"))
        .io(attributeOf(driver, "io"))
        .detectZeroes(attributeOf(driver, "detect_zeroes"))
        .ioThread(numberOf(driver, "iothread"))
        .shareable(shareable())
        .serial(Optional.ofNullable(ElementXml.text(serial)))
        .wwn(Optional.ofNullable(ElementXml.text(wwn)))
        .ioTune(iotune == null ? IoTune.builder().build() : iotune.toSpec())
        .build();
  }

  /** As the document has it: QEMU's default is to ignore, which a spec must say aloud. */
  private DiskSpec withDiscard(DiskSpec spec) {
    boolean unmaps = attributeOf(driver, "discard").equals(Optional.of("unmap"));
    boolean said = discard(spec).equals(Optional.of("unmap"));
    return unmaps == said ? spec : spec.toBuilder().discard(unmaps).build();
  }

  private Optional<DiskSpec> withRest(DiskSpec spec) {
    DiskXml given = plain(spec);
    return RawXml.restOfDevice(Xml.tree(this), Xml.tree(given))
        .map(raw -> spec.toBuilder().rawXml(raw).build());
  }
}
