package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.Affect;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.xml.DeviceKey;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.XmlText;
import io.kvmsdk.internal.xml.XmlTree;
import io.kvmsdk.value.MacAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.w3c.dom.Element;

/** The devices of one fake domain, plugged and unplugged by QEMU's rules. */
final class FakeDevices {
  private static final Set<String> HOT_BUSES = Set.of("virtio", "scsi", "usb");

  /** What QEMU's driver cannot plug into a running domain. */
  private static final Set<String> FIXED =
      Set.of("video", "graphics", "sound", "tpm", "memballoon", "iommu", "panic", "audio", "hub");

  /** What QEMU's driver changes in place, by the device's kind; of a drive, also its medium. */
  private static final Set<String> CHANGEABLE =
      Set.of("interface/link", "interface/source", "interface/vlan", "interface/filterref");

  /** How long libvirt's call waits for the guest's answer. */
  private static final Duration RELEASE_WAIT = Duration.ofSeconds(5);

  private final FakeHost host;
  private final FakeDomain domain;

  FakeDevices(FakeHost host, FakeDomain domain) {
    this.host = host;
    this.domain = domain;
  }

  void attach(Element device, Affect affect) {
    if (device.getTagName().equals("interface") && DeviceKey.of(device).isEmpty()) {
      XmlTree.obtain(device, "mac")
          .setAttribute("address", MacAddress.random(ThreadLocalRandom.current()).text());
    }
    if (affect.live()) {
      domain.requireActive();
      requireHotPluggable(device);
      new StartChecks(host, domain).check(alone(device));
    }
    FakeEdits.edit(
        domain,
        affect,
        d -> {
          refuseSecond(d, device);
          XmlTree.append(XmlTree.obtain(d, "devices"), device);
        });
    if (affect.live()) {
      tell(device, DomainEvent.DeviceAdded::new);
    }
  }

  /** How an event is made of what it has to tell. */
  private interface Event {
    DomainEvent of(UUID uuid, String name, String alias);
  }

  private void tell(Element device, Event event) {
    host.emit(event.of(domain.ref().uuid(), domain.ref().name(), FakeAlias.of(device)));
  }

  private static DomainXml alone(Element device) {
    return DomainXml.parse("<domain><devices>" + XmlText.fragment(device) + "</devices></domain>");
  }

  private void requireHotPluggable(Element device) {
    String bus = bus(device);
    boolean fixed = FIXED.contains(device.getTagName());
    if (fixed || (device.getTagName().equals("disk") && !HOT_BUSES.contains(bus))) {
      throw new UnsupportedException(
          domain.subject(),
          fixed
              ? device.getTagName() + " cannot be hotplugged"
              : "disk bus '" + bus + "' cannot be hotplugged",
          "");
    }
  }

  /** A disk has it at its target, an input device as its own. */
  private static String bus(Element device) {
    return XmlTree.child(device, "target").orElse(device).getAttribute("bus");
  }

  private void refuseSecond(Element document, Element device) {
    if (DeviceKey.of(device).isPresent() && XmlTree.device(document, device).isPresent()) {
      throw new KvmException(domain.subject(), DeviceKey.subject(device) + " already exists", "");
    }
  }

  /** What runs in the domain lets go of a virtio device first; others are just pulled out. */
  void detach(Element device, Affect affect) {
    if (affect.config()) {
      FakeEdits.edit(domain, Affect.CONFIG, d -> remove(d, device));
    }
    if (affect.live()) {
      domain.requireActive();
      Element running = find(XmlTree.parse(domain.live().toXml()), device);
      if (pullable(device)) {
        removeLive(running);
      } else {
        ask(running);
      }
    }
  }

  /** libvirt's call waits for an answer; one that comes later is told by an event alone. */
  private void ask(Element device) {
    Optional<Duration> no = domain.run().script().refusesDevices();
    if (no.isEmpty()) {
      domain.run().requestRelease(() -> removeLive(device));
    } else if (no.get().compareTo(RELEASE_WAIT) < 0) {
      throw refused(device);
    } else {
      domain.run().answer(no.get(), () -> tell(device, DomainEvent.DeviceRemovalFailed::new));
    }
  }

  private static boolean pullable(Element device) {
    return Set.of("usb", "scsi").contains(bus(device));
  }

  private void removeLive(Element device) {
    FakeEdits.edit(domain, Affect.LIVE, d -> remove(d, device));
    tell(device, DomainEvent.DeviceRemoved::new);
  }

  private KvmException refused(Element device) {
    tell(device, DomainEvent.DeviceRemovalFailed::new);
    return KnownFailure.DEVICE_KEPT.exception(
        domain.subject(), "unplug of device was rejected by the guest", Map.of());
  }

  private void remove(Element document, Element device) {
    Element found = find(document, device);
    found.getParentNode().removeChild(found);
  }

  private Element find(Element document, Element device) {
    return XmlTree.device(document, device)
        .orElseThrow(
            () ->
                new NotFoundException(
                    domain.subject(), DeviceKey.subject(device) + " not found", ""));
  }

  void update(Element device, Affect affect) {
    if (affect.live()) {
      domain.requireActive();
      Element running = find(XmlTree.parse(domain.live().toXml()), device);
      requireChangeable(running, device);
      new StartChecks(host, domain).check(alone(device));
    }
    FakeEdits.edit(
        domain,
        affect,
        d -> {
          Element before = find(d, device);
          before
              .getParentNode()
              .replaceChild(d.getOwnerDocument().importNode(device, true), before);
        });
  }

  private void requireChangeable(Element before, Element after) {
    String kind = before.getTagName();
    if (kind.equals("graphics") || drive(before)) {
      return;
    }
    Optional<String> fixed =
        XmlTree.differences(before, after).stream()
            .filter(name -> !CHANGEABLE.contains(kind + "/" + name))
            .findFirst();
    if (fixed.isPresent()) {
      throw new UnsupportedException(
          domain.subject(), "cannot modify field '" + fixed.get() + "' of the " + kind, "");
    }
  }

  private static boolean drive(Element device) {
    return Set.of("cdrom", "floppy").contains(device.getAttribute("device"));
  }
}
