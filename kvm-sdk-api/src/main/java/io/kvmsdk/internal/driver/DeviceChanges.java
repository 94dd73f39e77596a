package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.DeviceKey;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.InterfaceXml;
import io.kvmsdk.internal.xml.XmlText;
import io.kvmsdk.internal.xml.XmlTree;
import io.kvmsdk.value.MacAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/** Changes a domain's devices, one by one. */
final class DeviceChanges {
  /** How long a guest is given to let go of what was attached in vain. */
  static final Duration UNDO_TIME = Duration.ofSeconds(15);

  private final Driver driver;
  private final Hypervisor host;
  private final Domain domain;
  private final UpdateDriver calls;

  DeviceChanges(Driver driver, Hypervisor host, Domain domain) {
    this.driver = driver;
    this.host = host;
    this.domain = domain;
    this.calls = driver.updates();
  }

  private UUID uuid() {
    return domain.uuid();
  }

  /** What a change concerns as the domain is now: all that there is of it. */
  Affect affect() {
    if (!domain.state().active()) {
      return Affect.CONFIG;
    }
    return calls.persistent(uuid()) ? Affect.BOTH : Affect.LIVE;
  }

  void attach(String device) {
    Element element = XmlTree.parse(device);
    refuseGoldenWriter(device);
    Affect affect = affect();
    if (affect.live() && element.getTagName().equals("disk") && !HotPlug.fits(element)) {
      throw notHotPluggable(element);
    }
    calls.attach(uuid(), device, affect);
  }

  /** libvirt 9 finds out late, and calls it an internal error. */
  private UnsupportedException notHotPluggable(Element disk) {
    return new UnsupportedException(
        subject(),
        "cannot take a disk on the bus '" + HotPlug.place(disk) + "' while it runs",
        "Take virtio, scsi or usb, or shut the domain down before");
  }

  /** Gives the target of the disk; another than was free at first, if somebody else was faster. */
  String attach(DiskSpec disk) {
    DiskSpec named = named(disk);
    String target = named.target().orElseThrow();
    try {
      attach(DiskXml.of(named).toXml());
    } catch (KvmException e) {
      if (disk.target().isEmpty() && takenByOthers(target, DiskXml.of(named))) {
        return attach(disk);
      }
      throw e;
    }
    return target;
  }

  private DiskSpec named(DiskSpec disk) {
    DomainXml definition = DomainXml.parse(domain.definitionXml());
    Set<String> taken = new HashSet<>();
    disks().forEach(d -> d.target().ifPresent(taken::add));
    disk.target().filter(taken::contains).ifPresent(this::refuse);
    return defaults().locate(DeviceNames.named(disk, domain.name(), definition.machine(), taken));
  }

  /** Those of now and those of the next boot. */
  private Stream<DiskXml> disks() {
    return Stream.of(domain.definitionXml(), domain.xml())
        .flatMap(document -> DomainXml.parse(document).disks().stream());
  }

  private boolean takenByOthers(String target, DiskXml own) {
    List<DiskXml> there = disks().filter(d -> d.target().equals(Optional.of(target))).toList();
    Optional<String> image = ImageUse.path(host, own);
    return !there.isEmpty() && there.stream().noneMatch(d -> ImageUse.path(host, d).equals(image));
  }

  private void refuse(String target) {
    throw new AlreadyExistsException(
        subject(),
        "has a disk '" + target + "' already",
        "Leave the target empty for the next one");
  }

  private DomainDefaults defaults() {
    return new DomainDefaults(host.capabilities(), host.storagePools());
  }

  MacAddress attach(InterfaceSpec spec) {
    MacAddress mac = spec.mac().orElseGet(() -> MacAddress.random(new SecureRandom()));
    attach(InterfaceXml.of(spec.toBuilder().mac(mac).build()).toXml());
    return mac;
  }

  /** From the running domain first, since only that can fail later. */
  void detach(Element wanted, Duration atMost) {
    Affect affect = affect();
    Optional<Element> live = affect.live() ? find(wanted, false) : Optional.empty();
    Optional<Element> defined = affect.config() ? find(wanted, true) : Optional.empty();
    if (live.isEmpty() && defined.isEmpty()) {
      throw absent(wanted);
    }
    live.ifPresent(device -> release(device, atMost));
    defined.ifPresent(device -> calls.detach(uuid(), XmlText.fragment(device), Affect.CONFIG));
  }

  /** Takes a device from the running domain, and waits until the guest has let go of it. */
  void release(Element device, Duration atMost) {
    new DeviceRelease(driver, domain, device).await(atMost);
  }

  /** Sets how many processors there are; libvirt waits for five seconds for one to be let go of. */
  void vcpus(int count, Affect affect, Duration atMost) {
    try {
      calls.vcpus(uuid(), count, affect);
    } catch (TimedOutException e) {
      awaitVcpus(count, atMost);
      if (affect.config()) {
        calls.vcpus(uuid(), count, Affect.CONFIG);
      }
    }
  }

  private void awaitVcpus(int count, Duration atMost) {
    driver
        .pacer()
        .await(
            subject(),
            "waiting for the guest to let go of all but " + count + " vCPUs",
            atMost,
            () -> Optional.of(liveVcpus()).filter(now -> now <= count),
            () ->
                "It still has "
                    + liveVcpus()
                    + ", and may let go of them later: see whether it can do without, by"
                    + " agent().setVcpus");
  }

  private int liveVcpus() {
    return DomainXml.parse(domain.xml()).currentVcpus();
  }

  private Optional<Element> find(Element wanted, boolean defined) {
    String document = defined ? domain.definitionXml() : domain.xml();
    return XmlTree.device(XmlTree.parse(document), wanted);
  }

  private NotFoundException absent(Element wanted) {
    return new NotFoundException(
        subject(),
        "has no " + DeviceKey.subject(wanted),
        "There are: "
            + XmlTree.devices(XmlTree.parse(domain.xml())).stream()
                .filter(d -> d.getTagName().equals(wanted.getTagName()))
                .map(d -> DeviceKey.of(d).orElse("?"))
                .toList());
  }

  void update(String device) {
    XmlTree.parse(device);
    refuseGoldenWriter(device);
    calls.update(uuid(), device, affect(), false);
  }

  private void refuseGoldenWriter(String device) {
    GoldenVolumes.refuseWriter(host, "<domain><devices>" + device + "</devices></domain>");
  }

  /** Empties the drive where there is no medium. */
  void changeMedia(String target, Optional<DiskSource> medium, boolean force) {
    DiskSpec full = DiskSpec.builder().device(DiskDevice.CDROM).source(medium).build();
    Element wanted = XmlTree.parse(DiskXml.of(defaults().locate(full)).toXml());
    edit(
        DeviceKey.like("disk", target),
        drive -> {
          requireDrive(target, drive);
          putMedium(drive, wanted);
        },
        force);
  }

  private void requireDrive(String target, Element disk) {
    if (!Set.of("cdrom", "floppy").contains(disk.getAttribute("device"))) {
      throw new ConflictException(
          Subject.of("disk", domain.name() + "/" + target),
          "is no drive that a medium could be changed in",
          "Detach the disk, and attach another");
    }
  }

  private static void putMedium(Element drive, Element wanted) {
    drive.setAttribute("type", wanted.getAttribute("type"));
    XmlTree.remove(drive, "source");
    XmlTree.remove(drive, "backingStore");
    XmlTree.child(wanted, "source").ifPresent(source -> XmlTree.put(drive, source));
    XmlTree.child(wanted, "driver")
        .map(d -> d.getAttribute("type"))
        .filter(format -> !format.isEmpty())
        .ifPresent(format -> XmlTree.obtain(drive, "driver").setAttribute("type", format));
  }

  void linkState(MacAddress mac, boolean up) {
    edit(
        DeviceKey.like("interface", mac.text()),
        card -> XmlTree.obtain(card, "link").setAttribute("state", up ? "up" : "down"),
        false);
  }

  /** Edits the device as it runs and as it is defined, since either has what the other has not. */
  private void edit(Element wanted, Consumer<Element> edit, boolean force) {
    Affect affect = affect();
    Optional<Element> live = affect.live() ? find(wanted, false) : Optional.empty();
    Optional<Element> defined = affect.config() ? find(wanted, true) : Optional.empty();
    if (live.isEmpty() && defined.isEmpty()) {
      throw absent(wanted);
    }
    String before = live.map(XmlText::fragment).orElse("");
    live.ifPresent(device -> update(device, edit, Affect.LIVE, force));
    try {
      defined.ifPresent(device -> update(device, edit, Affect.CONFIG, force));
    } catch (KvmException e) {
      if (live.isPresent()) {
        Aftermath.of(e, () -> calls.update(uuid(), before, Affect.LIVE, false));
      }
      throw e;
    }
  }

  private void update(Element device, Consumer<Element> edit, Affect affect, boolean force) {
    edit.accept(device);
    calls.update(uuid(), XmlText.fragment(device), affect, force);
  }

  private Subject subject() {
    return Subject.of("domain", domain.name());
  }
}
