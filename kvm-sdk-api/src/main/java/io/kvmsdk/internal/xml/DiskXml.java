package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.storage.VolumeFormat;
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
@XmlType(propOrder = {"driver", "source", "target", "readonly", "boot", "content"})
public final class DiskXml extends OpenXml {
  private ElementXml driver;
  private DiskSourceXml source;
  private ElementXml target;
  private ElementXml readonly;
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
    if (spec.bootOrder().isPresent()) {
      disk.boot = new ElementXml().with("order", spec.bootOrder().getAsInt());
    }
    return disk;
  }

  private static ElementXml driver(DiskSpec spec) {
    ElementXml driver = new ElementXml().with("name", "qemu");
    driver.with("type", spec.format().map(DiskXml::driverType).orElse(null));
    driver.with("cache", spec.cache().orElse(null));
    return driver.with("discard", discards(spec) ? "unmap" : null);
  }

  /** QEMU knows an ISO image as raw bytes. */
  private static String driverType(VolumeFormat format) {
    return format == VolumeFormat.ISO ? "raw" : format.libvirtName();
  }

  /** So that what a guest deletes gives its space back to the host. */
  private static boolean discards(DiskSpec spec) {
    return spec.format().isPresent() && !spec.readOnly() && spec.device() == DiskDevice.DISK;
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
    removeOther("backingStore");
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

  /**
   * Sets what lies below the disk's own image, as libvirt tells it of a running domain.
   *
   * @param formats of the files by their paths, from the top down
   */
  public void imagesBelow(LinkedHashMap<String, String> formats) {
    removeOther("backingStore");
    Element store = Xml.fragments(List.of("<backingStore/>")).get(0);
    addOther(store);
    for (Map.Entry<String, String> image : formats.entrySet()) {
      store.setAttribute("type", "file");
      Element format = append(store, "format");
      format.setAttribute("type", image.getValue());
      append(store, "source").setAttribute("file", image.getKey());
      store = append(store, "backingStore");
    }
  }

  private static Element append(Element parent, String name) {
    Element child = parent.getOwnerDocument().createElement(name);
    parent.appendChild(child);
    return child;
  }

  public boolean shareable() {
    return otherElements().stream().anyMatch(e -> e.getTagName().equals("shareable"));
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
    return attributeOf(boot, "order")
        .map(o -> OptionalInt.of(Values.number("boot order", o)))
        .orElse(OptionalInt.empty());
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
      return sayable ? withRest(modelled(kind.get(), from)) : Optional.empty();
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
        .build();
  }

  private Optional<DiskSpec> withRest(DiskSpec spec) {
    DiskXml given = plain(spec);
    Element whole = Xml.tree(this);
    if (given.driver.attribute("discard").isPresent() && attributeOf(driver, "discard").isEmpty()) {
      // QEMU's default, said aloud, because the spec would say otherwise
      RawXml.add(whole, Xml.fragments(List.of("<driver discard='ignore'/>")));
    }
    return RawXml.restOfDevice(whole, Xml.tree(given))
        .map(raw -> spec.toBuilder().rawXml(raw).build());
  }
}
