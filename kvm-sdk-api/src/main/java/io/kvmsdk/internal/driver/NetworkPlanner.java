package io.kvmsdk.internal.driver;

import io.kvmsdk.Pacer;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.NetworkDriver.Command;
import io.kvmsdk.internal.xml.NetworkDifference;
import io.kvmsdk.internal.xml.NetworkSection;
import io.kvmsdk.internal.xml.NetworkXml;
import io.kvmsdk.internal.xml.XmlText;
import io.kvmsdk.internal.xml.XmlTree;
import io.kvmsdk.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.w3c.dom.Element;

/**
 * Plans how a network becomes what a spec says: its definition is edited, and what {@code
 * virNetworkUpdate} can change of an active network is changed there, too.
 */
final class NetworkPlanner {
  private static final Set<String> IDENTITY = Set.of("name", "uuid");

  private final Pacer pacer;
  private final NetworkDriver calls;
  private final ObjectRef ref;

  NetworkPlanner(Pacer pacer, NetworkDriver calls, ObjectRef ref) {
    this.pacer = pacer;
    this.calls = calls;
    this.ref = ref;
  }

  PlannedUpdate update(NetworkSpec wanted) {
    NetworkSpec known = wanted.toBuilder().uuid(wanted.uuid().orElse(uuid())).build();
    return new PlannedUpdate(pacer, () -> plan(known));
  }

  private PlannedUpdate.Planned plan(NetworkSpec wanted) {
    String basis = calls.definitionXml(uuid());
    boolean persistent = calls.persistent(uuid());
    Optional<Element> running =
        calls.active(uuid()) ? Optional.of(XmlTree.parse(calls.xml(uuid()))) : Optional.empty();
    Element after = tree(wanted);
    List<NetworkDifference> differences =
        NetworkDifference.between(tree(NetworkXml.parse(basis).toSpec()), after);
    Element edited = XmlTree.parse(basis);
    List<Part> parts = new ArrayList<>();
    for (NetworkDifference d : differences) {
      d.make(edited, after);
      parts.add(part(d, running, persistent));
    }
    List<Step> steps = new ArrayList<>();
    if (persistent && !parts.isEmpty()) {
      steps.add(definition(basis, XmlTree.text(edited)));
    }
    autostart(wanted, persistent).ifPresent(parts::add);
    parts.stream().flatMap(p -> p.step().stream()).forEach(steps::add);
    List<Change> changes =
        parts.stream().map(p -> new Change(p.effect(), subject(), p.summary())).toList();
    return new PlannedUpdate.Planned(subject(), basis, changes, steps);
  }

  private static Element tree(NetworkSpec spec) {
    return XmlTree.parse(NetworkXml.of(spec).toXml());
  }

  private Step definition(String before, String after) {
    return Step.of("its new definition", () -> calls.define(after), () -> calls.define(before));
  }

  /** A transient network has no next start. */
  private Part part(NetworkDifference d, Optional<Element> running, boolean persistent) {
    if (IDENTITY.contains(d.element())) {
      return Part.of(Effect.RECREATE, "change " + d.element());
    }
    String summary = summary(d);
    Optional<Element> live = running.filter(network -> current(d, network));
    if (live.isPresent()) {
      return Part.live(summary, step(d, d.parentIndex(live.get())));
    }
    return Part.of(persistent ? Effect.NEXT_START : Effect.RECREATE, summary);
  }

  private static String summary(NetworkDifference d) {
    if (d.section().isEmpty()) {
      return "change " + d.element();
    }
    NetworkSection section = d.section().get();
    String verb = d.before().isEmpty() ? "add " : d.after().isEmpty() ? "remove " : "change ";
    return verb + section.words(d.before().or(d::after).orElseThrow());
  }

  /** Whether the active network is as the definition was, so that the change fits there, too. */
  private static boolean current(NetworkDifference d, Element network) {
    boolean otherAddress = !d.address().isEmpty() && d.parentIndex(network) < 0;
    return d.section().isPresent()
        && !otherAddress
        && d.in(network).isPresent() == d.before().isPresent();
  }

  private Step step(NetworkDifference d, int index) {
    return Step.of(
        "it has got: " + summary(d),
        () -> change(d.section().orElseThrow(), index, d.before(), d.after()),
        () -> change(d.section().orElseThrow(), index, d.after(), d.before()));
  }

  private void change(
      NetworkSection section, int index, Optional<Element> before, Optional<Element> after) {
    if (before.isPresent() && after.isPresent() && section.modifiable()) {
      calls.update(uuid(), Command.MODIFY, section, index, XmlText.fragment(after.get()));
      return;
    }
    before.ifPresent(
        e -> calls.update(uuid(), Command.DELETE, section, index, XmlText.fragment(e)));
    after.ifPresent(
        e -> calls.update(uuid(), Command.ADD_LAST, section, index, XmlText.fragment(e)));
  }

  private Optional<Part> autostart(NetworkSpec wanted, boolean persistent) {
    boolean now = calls.autostart(uuid());
    return persistent && now != wanted.autostart()
        ? Optional.of(
            Part.live(
                "set autostart to " + wanted.autostart(),
                Step.of(
                    "its autostart",
                    () -> calls.autostart(uuid(), wanted.autostart()),
                    () -> calls.autostart(uuid(), now))))
        : Optional.empty();
  }

  private UUID uuid() {
    return ref.uuid();
  }

  private Subject subject() {
    return Subject.of("network", ref.name());
  }
}
