package io.kvmsdk.ovs;

import io.kvmsdk.change.Effect;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds what must change for the shaping of ports. Rows of {@code QoS} and {@code Queue} live
 * without being referred to, so what was made here is marked, and goes with its port; rows of
 * others, which several ports may share, stay, and are replaced rather than changed.
 */
final class QosPlanner {
  /** In {@code external_ids}: the port for which the row was made. */
  static final String MARK = "kvmsdk-port";

  private static final String IDS = "external_ids";
  private static final String CONFIG = "other_config";

  private final SwitchState state;
  private final Draft draft;

  QosPlanner(SwitchState state, Draft draft) {
    this.state = state;
    this.draft = draft;
  }

  private static Subject subject(String port) {
    return Subject.of("QoS of port", port);
  }

  Atom create(QosSpec spec, String port) {
    draft.note(
        Effect.CREATE,
        subject(port),
        Summary.of(Columns.of(spec).fresh()) + ", queues " + spec.queues().keySet());
    Map<Atom, Atom> queues = new LinkedHashMap<>();
    spec.queues().forEach((number, queue) -> queues.put(Atom.of(number), create(queue, port)));
    Map<String, Value> row = own(spec, port).fresh();
    row.put("queues", Value.map(queues));
    return draft.insert(SwitchState.QOS, row);
  }

  private Atom create(QueueSpec spec, String port) {
    return draft.insert(SwitchState.QUEUE, own(spec, port).fresh());
  }

  /** Nobody else's row: it has what the spec says, and nothing more. */
  private static Wanted own(QosSpec spec, String port) {
    return Columns.of(spec).whole(CONFIG).put(IDS, Map.of(MARK, port));
  }

  private static Wanted own(QueueSpec spec, String port) {
    Value dscp = spec.dscp().isPresent() ? Value.of(spec.dscp().getAsInt()) : Value.set();
    return Columns.of(spec).set("dscp", dscp).whole(CONFIG).put(IDS, Map.of(MARK, port));
  }

  /** Changes a port's shaping; gives the row that it is to have instead, if that is another. */
  Optional<Atom> plan(QosSpec spec, Row port) {
    String name = port.text("name");
    Optional<Row> old = port.optionalUuid("qos").map(uuid -> state.row(SwitchState.QOS, uuid));
    if (old.isEmpty()) {
      return Optional.of(create(spec, name));
    }
    if (isOwn(old.get(), name)) {
      change(spec, old.get(), name);
      return Optional.empty();
    }
    return differs(spec, old.get()) ? Optional.of(create(spec, name)) : Optional.empty();
  }

  private boolean differs(QosSpec spec, Row old) {
    Map<Long, UUID> queues = queues(old);
    return !Columns.of(spec).changes(old).isEmpty()
        || spec.queues().entrySet().stream()
            .anyMatch(
                e -> {
                  UUID queue = queues.get(e.getKey().longValue());
                  return queue == null
                      || !Columns.of(e.getValue())
                          .changes(state.row(SwitchState.QUEUE, queue))
                          .isEmpty();
                });
  }

  private static boolean isOwn(Row row, String port) {
    return port.equals(row.map(IDS).get(MARK));
  }

  private static Map<Long, UUID> queues(Row qos) {
    Map<Long, UUID> queues = new LinkedHashMap<>();
    ((Value.MapOf) qos.value("queues"))
        .entries()
        .forEach((n, uuid) -> queues.put(((Atom.Int) n).value(), ((Atom.Id) uuid).value()));
    return queues;
  }

  private void change(QosSpec spec, Row old, String port) {
    Map<Long, UUID> gone = queues(old);
    Map<Atom, Atom> queues = new LinkedHashMap<>();
    boolean changed = false;
    for (Map.Entry<Integer, QueueSpec> entry : spec.queues().entrySet()) {
      UUID uuid = gone.remove(entry.getKey().longValue());
      Optional<Row> row =
          Optional.ofNullable(uuid)
              .map(u -> state.row(SwitchState.QUEUE, u))
              .filter(r -> isOwn(r, port));
      if (row.isPresent()) {
        Map<String, Value> changes = own(entry.getValue(), port).changes(row.get());
        draft.update(SwitchState.QUEUE, row.get(), changes);
        changed |= !changes.isEmpty();
        queues.put(Atom.of(entry.getKey()), new Atom.Id(uuid));
      } else {
        queues.put(Atom.of(entry.getKey()), create(entry.getValue(), port));
      }
    }
    Map<String, Value> changes = own(spec, port).changes(old);
    if (!Value.map(queues).equals(old.value("queues"))) {
      changes.put("queues", Value.map(queues));
    }
    if (changed || !changes.isEmpty()) {
      draft.note(
          Effect.LIVE,
          subject(port),
          Summary.of(Columns.of(spec).fresh()).replace("add", "set")
              + ", queues "
              + spec.queues().keySet());
    }
    draft.update(SwitchState.QOS, old, changes);
    deleteOwn(gone.values(), old, port);
  }

  private void deleteOwn(Collection<UUID> queues, Row qos, String port) {
    queues.stream()
        .map(uuid -> state.row(SwitchState.QUEUE, uuid))
        .filter(queue -> isOwn(queue, port))
        .filter(
            queue ->
                state.rows(SwitchState.QOS).stream()
                    .filter(other -> !other.uuid().equals(qos.uuid()))
                    .noneMatch(other -> queues(other).containsValue(queue.uuid())))
        .forEach(queue -> draft.delete(SwitchState.QUEUE, queue));
  }

  /** Ends a port's shaping; others' rows stay. */
  void end(Row port) {
    port.optionalUuid("qos")
        .ifPresent(
            uuid -> {
              draft.note(Effect.DELETE, subject(port.text("name")), "delete");
              Row row = state.row(SwitchState.QOS, uuid);
              if (isOwn(row, port.text("name")) && !isShared(row, port)) {
                delete(port);
              } else {
                draft.update(SwitchState.PORT, port, Map.of("qos", Value.set()));
              }
            });
  }

  /** Somebody may have given it to further ports. */
  private boolean isShared(Row qos, Row port) {
    return state.rows(SwitchState.PORT).stream()
        .filter(other -> !other.uuid().equals(port.uuid()))
        .anyMatch(other -> other.optionalUuid("qos").equals(Optional.of(qos.uuid())));
  }

  /** Deletes what was made for a port that goes. */
  void delete(Row port) {
    String name = port.text("name");
    port.optionalUuid("qos")
        .map(uuid -> state.row(SwitchState.QOS, uuid))
        .filter(row -> isOwn(row, name))
        .filter(row -> !isShared(row, port))
        .ifPresent(
            row -> {
              // The port itself is collected too late: until then it would refer to the row.
              draft.update(SwitchState.PORT, port, Map.of("qos", Value.set()));
              draft.delete(SwitchState.QOS, row);
              deleteOwn(queues(row).values(), row, name);
            });
  }
}
