package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Which VLANs a bridge maps to which services (ovs-vsctl(8), "Auto-Attach Commands"). */
final class AutoAttachCommands {
  private static final String MAPPINGS = "mappings";

  private final Model model;
  private final Supplier<SwitchView> views;
  private final DataReader reader = new DataReader(name -> new Atom.Text(name));

  AutoAttachCommands(Model model, Supplier<SwitchView> views) {
    this.model = model;
    this.views = views;
  }

  private ModelRow bridge(Command command) {
    return views.get().bridge(command.argument(0)).row();
  }

  private Optional<ModelRow> row(ModelRow bridge) {
    model.guard(bridge, "auto_attach");
    return model.referenced(bridge, "auto_attach").stream().findFirst();
  }

  Output add(Command command) {
    ModelRow bridge = bridge(command);
    ModelRow row = row(bridge).orElseGet(() -> insert(bridge));
    Map<Atom, Atom> mappings = new LinkedHashMap<>(row.entries(MAPPINGS));
    // as ovs-vsctl has it, the first one stays
    mappings.putIfAbsent(service(row, command), vlan(row, command));
    row.amend(MAPPINGS, new Value.MapOf(mappings));
    return Output.NONE;
  }

  private ModelRow insert(ModelRow bridge) {
    ModelRow row = model.insert("AutoAttach");
    bridge.replace("auto_attach", Value.of(row.id));
    return row;
  }

  private Atom service(ModelRow row, Command command) {
    return reader.atom(command.argument(1), row.type(MAPPINGS).key());
  }

  private Atom vlan(ModelRow row, Command command) {
    return reader.atom(command.argument(2), row.type(MAPPINGS).value().orElseThrow());
  }

  Output delete(Command command) {
    row(bridge(command))
        .ifPresent(
            row -> {
              Map<Atom, Atom> mappings = new LinkedHashMap<>(row.entries(MAPPINGS));
              mappings.remove(service(row, command), vlan(row, command));
              row.amend(MAPPINGS, new Value.MapOf(mappings));
            });
    return Output.NONE;
  }

  Output get(Command command) {
    Optional<ModelRow> row = row(bridge(command));
    row.ifPresent(its -> model.guard(its, MAPPINGS));
    Stream<String> lines =
        row.stream()
            .flatMap(its -> its.entries(MAPPINGS).entrySet().stream())
            .sorted(Map.Entry.comparingByKey(DataWriter.ORDER))
            .map(e -> e.getKey() + " " + e.getValue());
    return Output.lines(lines);
  }
}
