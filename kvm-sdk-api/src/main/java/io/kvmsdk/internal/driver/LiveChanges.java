package io.kvmsdk.internal.driver;

import io.kvmsdk.change.Effect;
import io.kvmsdk.internal.xml.Difference;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.XmlText;
import io.kvmsdk.internal.xml.XmlTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * How each difference comes into force: the table of what libvirt 9 changes in a running domain.
 * What it does not name is of the next boot.
 */
final class LiveChanges {
  /** A domain that differs in these is another one. */
  private static final Set<String> IDENTITY = Set.of("uuid", "genid");

  private static final Map<String, Tuning> TUNING =
      Map.of("cputune", Tuning.SCHEDULER, "memtune", Tuning.MEMORY, "blkiotune", Tuning.BLKIO);

  private final UpdateDriver calls;
  private final DeviceChanges devices;
  private final UUID uuid;
  private final Optional<Element> running;
  private final Affect affect;

  /**
   * @param running the document of the domain as it runs
   */
  LiveChanges(
      UpdateDriver calls,
      DeviceChanges devices,
      UUID uuid,
      Optional<Element> running,
      Affect affect) {
    this.calls = calls;
    this.devices = devices;
    this.uuid = uuid;
    this.running = running;
    this.affect = affect;
  }

  /** Detaching first: a guest may refuse it, and it frees places for what comes. */
  List<Part> of(Element before, Element after) {
    List<Difference> differences = Difference.between(before, after);
    List<Part> parts = new ArrayList<>();
    LiveDevices plugs = new LiveDevices(calls, devices, uuid, running);
    differences.stream()
        .filter(d -> d.wholeDevice() && d.after().isEmpty())
        .forEach(d -> parts.add(allowed(plugs.detach(d.before().get(0)))));
    differences.stream()
        .filter(d -> d.wholeDevice() && !d.after().isEmpty())
        .forEach(d -> parts.add(allowed(plugs.attach(d.after().get(0)))));
    byDevice(differences)
        .forEach((device, changed) -> plugs.change(device, changed, p -> parts.add(allowed(p))));
    new LiveAmounts(calls, devices, uuid, running.map(LiveChanges::document))
        .of(document(before), document(after))
        .forEach(p -> parts.add(allowed(p)));
    differences.stream()
        .filter(d -> !d.path().startsWith("devices/") && !LiveAmounts.covers(d.path()))
        .filter(d -> !d.path().equals("name"))
        .forEach(d -> parts.add(allowed(part(d))));
    return parts;
  }

  private static Map<Element, List<Difference>> byDevice(List<Difference> differences) {
    Map<Element, List<Difference>> byDevice = new LinkedHashMap<>();
    for (Difference d : differences) {
      d.device().ifPresent(e -> byDevice.computeIfAbsent(e, x -> new ArrayList<>()).add(d));
    }
    return byDevice;
  }

  private static DomainXml document(Element tree) {
    return DomainXml.parse(XmlTree.text(tree));
  }

  /** A transient domain has no next boot. */
  private Part allowed(Part part) {
    return part.effect() == Effect.NEXT_BOOT && !affect.config()
        ? Part.of(Effect.RECREATE, part.summary() + ", but the domain has no next boot")
        : part;
  }

  private Part part(Difference d) {
    String parent = d.path().contains("/") ? d.path().substring(0, d.path().indexOf('/')) : "";
    if (IDENTITY.contains(d.path()) || otherArchitecture(d)) {
      return Part.of(Effect.RECREATE, "change " + d.path());
    } else if (d.path().equals("title")) {
      return text(d, text -> calls.title(uuid, text, Affect.LIVE));
    } else if (d.path().equals("description")) {
      return text(d, text -> calls.description(uuid, text, Affect.LIVE));
    } else if (parent.equals("metadata")) {
      return metadata(d);
    } else if (TUNING.containsKey(parent)) {
      return new LiveTuning(calls, uuid, running).part(TUNING.get(parent), d);
    }
    return Part.of(Effect.NEXT_BOOT, "change " + d.path());
  }

  private static boolean otherArchitecture(Difference d) {
    return d.path().equals("os/type")
        && !d.was()
            .map(t -> t.getAttribute("arch") + t.getTextContent())
            .equals(d.willBe().map(t -> t.getAttribute("arch") + t.getTextContent()));
  }

  private Part text(Difference d, Consumer<String> call) {
    String summary =
        "set " + d.path() + " to '" + d.willBe().map(Element::getTextContent).orElse("") + "'";
    if (running.isEmpty()) {
      return Part.of(Effect.LIVE, summary);
    }
    String now = XmlTree.child(running.get(), d.path()).map(Element::getTextContent).orElse("");
    return Part.live(
        summary,
        Step.of(
            "its new " + d.path(),
            () -> call.accept(d.willBe().map(Element::getTextContent).orElse("")),
            () -> call.accept(now)));
  }

  /** All of one prefix, so of one application. */
  private Part metadata(Difference d) {
    String summary = (d.after().isEmpty() ? "remove " : "set ") + d.path();
    if (Stream.concat(d.before().stream(), d.after().stream())
        .anyMatch(e -> e.getNamespaceURI() == null)) {
      return Part.of(Effect.NEXT_BOOT, summary);
    }
    return running.isEmpty()
        ? Part.of(Effect.LIVE, summary)
        : Part.live(
            summary,
            Step.of(
                "its new metadata",
                () -> write(d.before(), d.after()),
                () -> write(d.after(), d.before())));
  }

  private void write(List<Element> before, List<Element> after) {
    before.forEach(e -> calls.metadata(uuid, e.getNamespaceURI(), prefix(e), "", Affect.LIVE));
    for (Element e : after) {
      String plain = XmlText.fragment(XmlTree.withoutNamespace(e, e.getNamespaceURI()));
      calls.metadata(uuid, e.getNamespaceURI(), prefix(e), plain, Affect.LIVE);
    }
  }

  private static String prefix(Element element) {
    return element.getPrefix() == null ? MetadataChanges.PREFIX : element.getPrefix();
  }
}
