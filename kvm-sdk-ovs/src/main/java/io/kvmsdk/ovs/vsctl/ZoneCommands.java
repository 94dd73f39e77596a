package io.kvmsdk.ovs.vsctl;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.AtomicType;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Time-outs of connections by zones, and what a datapath can do (ovs-vsctl(8), "Conntrack Zone
 * Commands", "Datapath Capabilities Command").
 */
final class ZoneCommands {
  private static final String ZONES = "ct_zones";
  private static final String POLICY = "timeout_policy";
  private static final String TIMEOUTS = "timeouts";

  /** Without the bounds of a zone. */
  private static final ColumnType.Base NUMBER =
      new ColumnType.Base(
          AtomicType.INTEGER,
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false);

  private final Model model;
  private final DataReader reader = new DataReader(name -> new Atom.Text(name));

  ZoneCommands(Model model) {
    this.model = model;
  }

  private ModelRow datapath(Command command, String problem) {
    model.guard(model.root(), "datapaths");
    Atom id = model.root().entries("datapaths").get(new Atom.Text(command.argument(0)));
    return Optional.ofNullable(id)
        .flatMap(datapath -> model.find("Datapath", datapath))
        .orElseThrow(() -> Refusal.missing(problem.formatted(command.argument(0))));
  }

  private Atom zone(Command command, ColumnType.Base base) {
    String text = command.argument(1);
    if (!text.startsWith("zone=")) {
      throw Refusal.invalid(text + ": a zone is written as zone=ID");
    }
    return reader.atom(text.substring("zone=".length()), base);
  }

  private ColumnType type(String table, String column) {
    return model.schema.tables().get(table).column(column).orElseThrow().type();
  }

  private static Map<Atom, Atom> zones(ModelRow datapath) {
    return datapath.entries(ZONES);
  }

  private Optional<ModelRow> zone(ModelRow datapath, Atom zone) {
    model.guard(datapath, ZONES);
    return Optional.ofNullable(zones(datapath).get(zone)).flatMap(id -> model.find("CT_Zone", id));
  }

  private Map<Atom, Atom> timeouts(ModelRow zone) {
    model.guard(zone, POLICY);
    return model.referenced(zone, POLICY).stream()
        .peek(policy -> model.guard(policy, TIMEOUTS))
        .findFirst()
        .map(policy -> policy.entries(TIMEOUTS))
        .orElse(Map.of());
  }

  Output add(Command command) {
    ModelRow datapath = datapath(command, "datapath %s does not exist");
    Atom id = zone(command, type("Datapath", ZONES).key());
    Optional<ModelRow> there = zone(datapath, id);
    if (there.isPresent() && !command.has("--may-exist")) {
      throw Refusal.exists("zone id " + id + " already exists");
    }
    Map<Atom, Atom> timeouts = timeouts(command.argumentsFrom(2));
    if (there.isPresent() && timeouts(there.get()).equals(timeouts)) {
      return Output.NONE;
    }
    // against its manual, ovs-vsctl gives a zone that exists the new policy
    ModelRow zone = there.orElseGet(() -> insert(datapath, id));
    ModelRow policy = model.insert("CT_Timeout_Policy");
    policy.replace(TIMEOUTS, new Value.MapOf(timeouts));
    zone.replace(POLICY, Value.of(policy.id));
    model.untidy();
    return Output.NONE;
  }

  private ModelRow insert(ModelRow datapath, Atom id) {
    ModelRow zone = model.insert("CT_Zone");
    Map<Atom, Atom> zones = new LinkedHashMap<>(zones(datapath));
    zones.put(id, zone.id);
    datapath.amend(ZONES, new Value.MapOf(zones));
    return zone;
  }

  private Map<Atom, Atom> timeouts(List<String> arguments) {
    ColumnType type = type("CT_Timeout_Policy", TIMEOUTS);
    Map<Atom, Atom> timeouts = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 0) {
        throw Refusal.invalid(argument + ": a policy is written as KEY=SECONDS");
      }
      timeouts.putIfAbsent(
          reader.atom(argument.substring(0, equals), type.key()),
          reader.atom(argument.substring(equals + 1), type.value().orElseThrow()));
    }
    return timeouts;
  }

  Output delete(Command command) {
    ModelRow datapath = datapath(command, "datapath %s does not exist");
    Atom id = zone(command, NUMBER); // no zone is there that cannot be
    Optional<ModelRow> zone = zone(datapath, id);
    if (zone.isEmpty() && !command.has("--if-exists")) {
      throw Refusal.missing("zone id " + id + " does not exist");
    }
    if (zone.isPresent()) {
      Map<Atom, Atom> zones = new LinkedHashMap<>(zones(datapath));
      zones.remove(id);
      datapath.amend(ZONES, new Value.MapOf(zones));
      model.untidy();
    }
    return Output.NONE;
  }

  Output list(Command command) {
    ModelRow datapath = datapath(command, "datapath: %s record not found");
    model.guard(datapath, ZONES);
    Stream<String> lines =
        zones(datapath).entrySet().stream()
            .sorted(Map.Entry.comparingByKey(DataWriter.ORDER))
            .map(
                e ->
                    "Zone:%s, Timeout Policies: %s"
                        .formatted(
                            e.getKey(),
                            model
                                .find("CT_Zone", e.getValue())
                                .map(z -> pairs(timeouts(z)))
                                .orElse("")));
    return Output.lines(lines);
  }

  Output capabilities(Command command) {
    ModelRow datapath = datapath(command, "datapath \"%s\" record not found");
    model.guard(datapath, "capabilities");
    return Output.of(pairs(datapath.entries("capabilities")));
  }

  private static String pairs(Map<Atom, Atom> map) {
    return map.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(DataWriter.ORDER))
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(joining(" "));
  }
}
