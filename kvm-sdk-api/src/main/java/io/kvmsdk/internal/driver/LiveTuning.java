package io.kvmsdk.internal.driver;

import io.kvmsdk.change.Effect;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DeviceKey;
import io.kvmsdk.internal.xml.Difference;
import io.kvmsdk.internal.xml.XmlTree;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.w3c.dom.Element;

/** What libvirt tunes by typed parameters rather than by a document. */
final class LiveTuning {
  /** {@code VIR_DOMAIN_MEMORY_PARAM_UNLIMITED}, in KiB. */
  private static final String UNLIMITED = "9007199254740991";

  private final UpdateDriver calls;
  private final UUID uuid;
  private final Optional<Element> running;

  LiveTuning(UpdateDriver calls, UUID uuid, Optional<Element> running) {
    this.calls = calls;
    this.uuid = uuid;
    this.running = running;
  }

  /** A parameter of the whole domain. */
  Part part(Tuning what, Difference d) {
    String summary = (d.after().isEmpty() ? "remove " : "set ") + d.path();
    Optional<String> field = what.field(d.name());
    Optional<String> value = d.willBe().map(e -> value(what, e)).or(() -> unset(what, d.name()));
    if (running.isEmpty() || field.isEmpty() || value.isEmpty()) {
      return Part.of(Effect.NEXT_BOOT, summary);
    }
    Optional<String> before =
        XmlTree.child(running.get(), what.element())
            .flatMap(e -> XmlTree.child(e, d.name()))
            .map(e -> value(what, e))
            .or(() -> unset(what, d.name()));
    return Part.live(
        summary,
        Step.of(
            "the new " + d.path(),
            () -> set(what, "", Map.of(field.get(), value.get())),
            () -> set(what, "", Map.of(field.get(), before.orElseThrow(() -> unknown(d))))));
  }

  private static ConflictException unknown(Difference d) {
    return new ConflictException(
        Subject.of("element", d.path()), "was not set before, so its default is not known", "");
  }

  /** What stands for an element that is not there, as far as there is such a value. */
  private static Optional<String> unset(Tuning what, String name) {
    return switch (what) {
      case MEMORY -> Optional.of(UNLIMITED);
      case SCHEDULER -> Optional.of("-1").filter(v -> name.endsWith("quota"));
      default -> Optional.empty();
    };
  }

  private static String value(Tuning what, Element element) {
    return what == Tuning.MEMORY
        ? String.valueOf(XmlTree.size(element).toKib())
        : element.getTextContent().strip();
  }

  /** Parameters of one device, which all are set, those that go to 0. */
  Part part(Tuning what, Element device, Element live, Difference d) {
    String key = DeviceKey.of(device).orElseThrow();
    Map<String, String> now = values(what, XmlTree.child(live, what.element()));
    Map<String, String> wanted = values(what, d.willBe());
    return Part.live(
        (wanted.isEmpty() ? "remove " : "set ") + d.name() + " of " + DeviceKey.subject(device),
        Step.of(
            "the new " + d.name() + " of " + DeviceKey.subject(device),
            () -> set(what, key, withZeros(wanted, now)),
            () -> set(what, key, withZeros(now, wanted))));
  }

  /** By the parameters' names. */
  private static Map<String, String> values(Tuning what, Optional<Element> element) {
    Map<String, String> values = new TreeMap<>();
    for (Element child : element.map(XmlTree::children).orElse(java.util.List.of())) {
      if (what == Tuning.INTERFACE) {
        XmlTree.attributes(child)
            .forEach((name, value) -> values.put(child.getTagName() + "." + name, value));
      } else {
        values.put(child.getTagName(), child.getTextContent().strip());
      }
    }
    return values;
  }

  private static Map<String, String> withZeros(Map<String, String> to, Map<String, String> from) {
    Map<String, String> all = new TreeMap<>(to);
    from.keySet().stream()
        .filter(name -> !name.equals("group_name"))
        .forEach(name -> all.putIfAbsent(name, "0"));
    return all;
  }

  private void set(Tuning what, String device, Map<String, String> values) {
    calls.tune(uuid, what, device, values, Affect.LIVE);
  }
}
