package io.kvmsdk.internal.driver;

import io.kvmsdk.change.Effect;
import io.kvmsdk.internal.xml.DeviceKey;
import io.kvmsdk.internal.xml.Difference;
import io.kvmsdk.internal.xml.DomainEdit;
import io.kvmsdk.internal.xml.XmlText;
import io.kvmsdk.internal.xml.XmlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/** Which devices come, go and change while their domain runs. */
final class LiveDevices {
  /** What QEMU's driver changes in place, by {@code virDomainUpdateDeviceFlags}. */
  private static final Map<String, Set<String>> UPDATABLE =
      Map.of(
          "interface", Set.of("link", "source", "vlan", "filterref", "@type"),
          "graphics", Set.of("@passwd", "@passwdValidTo", "@connected"),
          "cdrom", Set.of("source", "driver", "@type"),
          "floppy", Set.of("source", "driver", "@type"));

  private static final Set<String> SWITCHED = Set.of("network", "bridge");
  private static final Set<String> SHAPED = Set.of("network", "bridge", "ethernet", "direct");

  private final UpdateDriver calls;
  private final DeviceChanges devices;
  private final UUID uuid;
  private final Optional<Element> running;

  LiveDevices(UpdateDriver calls, DeviceChanges devices, UUID uuid, Optional<Element> running) {
    this.calls = calls;
    this.devices = devices;
    this.uuid = uuid;
    this.running = running;
  }

  Part attach(Element device) {
    String summary = "attach " + DeviceKey.subject(device);
    boolean live =
        running.isPresent() && HotPlug.fits(device) && (absent(device) || unnamed(device));
    if (!live) {
      return Part.of(Effect.NEXT_BOOT, summary);
    }
    String xml = XmlText.fragment(device);
    return Part.live(
        summary,
        Step.of(
            "the attached " + DeviceKey.subject(device),
            () -> calls.attach(uuid, xml, Affect.LIVE),
            () -> devices.release(device, DeviceChanges.UNDO_TIME)));
  }

  private boolean absent(Element device) {
    return XmlTree.device(running.orElseThrow(), device).isEmpty();
  }

  private static boolean unnamed(Element device) {
    return DeviceKey.of(device).isEmpty();
  }

  Part detach(Element device) {
    String summary = "detach " + DeviceKey.subject(device);
    Optional<Element> live = running.flatMap(r -> XmlTree.device(r, device)).filter(HotPlug::fits);
    if (live.isEmpty()) {
      return Part.of(Effect.NEXT_BOOT, summary);
    }
    String xml = XmlText.fragment(live.get());
    return Part.live(
        summary,
        new Step(
            "that it has no " + DeviceKey.subject(device),
            left -> devices.release(live.get(), left),
            () -> calls.attach(uuid, xml, Affect.LIVE)));
  }

  /** What changes about one device, in as few parts as have one effect. */
  void change(Element device, List<Difference> differences, Consumer<Part> parts) {
    Optional<Element> live = running.flatMap(r -> XmlTree.device(r, device));
    List<Difference> updates = new ArrayList<>();
    List<Difference> nextBoot = new ArrayList<>();
    for (Difference d : differences) {
      Optional<Tuning> tuning = tuning(device, d);
      if (live.isEmpty()) {
        nextBoot.add(d);
      } else if (tuning.isPresent()) {
        parts.accept(
            new LiveTuning(calls, uuid, running).part(tuning.get(), device, live.get(), d));
      } else {
        (updatable(device, d) ? updates : nextBoot).add(d);
      }
    }
    if (nextBoot.stream().anyMatch(d -> d.name().equals("@"))) {
      nextBoot.addAll(updates); // as a source for an interface of another type
      updates.clear();
    }
    if (!updates.isEmpty()) {
      parts.accept(update(device, live.get(), updates));
    }
    if (!nextBoot.isEmpty()) {
      parts.accept(Part.of(Effect.NEXT_BOOT, summary(device, nextBoot)));
    }
  }

  private static Optional<Tuning> tuning(Element device, Difference d) {
    if (d.path().equals("devices/disk/iotune")) {
      return Optional.of(Tuning.DISK);
    }
    boolean shaped = SHAPED.contains(device.getAttribute("type"));
    return Optional.of(Tuning.INTERFACE)
        .filter(t -> shaped && d.path().equals("devices/interface/bandwidth"));
  }

  private static boolean updatable(Element device, Difference d) {
    boolean disk = device.getTagName().equals("disk");
    String kind = disk ? device.getAttribute("device") : device.getTagName();
    Set<String> names = UPDATABLE.getOrDefault(kind, Set.of());
    if (!d.name().equals("@")) {
      return names.contains(d.name()) && (!d.name().equals("driver") || onlyFormat(d));
    }
    Element after = d.after().get(0);
    return XmlTree.differences(device, after).stream()
            .filter(n -> n.startsWith("@"))
            .allMatch(names::contains)
        && (!kind.equals("interface") || switched(device, after));
  }

  /** Between networks and bridges, whose guests' ends look alike to QEMU. */
  private static boolean switched(Element before, Element after) {
    return SWITCHED.contains(before.getAttribute("type"))
        && SWITCHED.contains(after.getAttribute("type"));
  }

  private static boolean onlyFormat(Difference d) {
    return d.was().isPresent()
        && d.willBe().isPresent()
        && Set.of("@type").containsAll(XmlTree.differences(d.was().get(), d.willBe().get()));
  }

  private Part update(Element device, Element live, List<Difference> differences) {
    Element edited = (Element) live.cloneNode(true);
    differences.forEach(d -> DomainEdit.part(edited, d));
    XmlTree.remove(edited, "backingStore"); // of the medium that was
    String before = XmlText.fragment(live);
    String after = XmlText.fragment(edited);
    return Part.live(
        summary(device, differences),
        Step.of(
            "the changed " + DeviceKey.subject(device),
            () -> calls.update(uuid, after, Affect.LIVE, false),
            () -> calls.update(uuid, before, Affect.LIVE, false)));
  }

  private static String summary(Element device, List<Difference> differences) {
    return "change "
        + differences.stream().map(LiveDevices::words).sorted().collect(Collectors.joining(", "))
        + " of "
        + DeviceKey.subject(device);
  }

  /** Names alone: a value may be a password. */
  private static String words(Difference d) {
    return d.name().equals("@")
        ? XmlTree.differences(d.before().get(0), d.after().get(0)).stream()
            .filter(n -> n.startsWith("@"))
            .map(n -> n.substring(1))
            .collect(Collectors.joining(", "))
        : d.name();
  }
}
