package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.vsctl.SwitchView.Bridge;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Commands that tell about bridges and ports. */
final class SwitchQueries {
  private final Model model;
  private final Supplier<SwitchView> views;

  SwitchQueries(Model model, Supplier<SwitchView> views) {
    this.model = model;
    this.views = views;
  }

  private SwitchView view() {
    return views.get();
  }

  Output listBridges(Command command) {
    boolean both = command.has("--real") == command.has("--fake");
    model.guard(model.root(), "bridges");
    return Output.sorted(
        view().bridges().filter(b -> both || b.fake() == command.has("--fake")).map(Bridge::name));
  }

  Output bridgeExists(Command command) {
    view().bridge(command.argument(0));
    return Output.NONE;
  }

  Output vlan(Command command) {
    return Output.of(Long.toString(view().bridge(command.argument(0)).vlan()));
  }

  Output parent(Command command) {
    Bridge bridge = view().bridge(command.argument(0));
    return Output.of(bridge.parent().orElse(bridge.name()));
  }

  Output externalId(Command command) {
    Bridge bridge = view().bridge(command.argument(0));
    ModelRow row = bridge.fake() ? view().anyPort(bridge.name()).row() : bridge.row();
    String prefix = bridge.fake() ? "fake-bridge-" : "";
    Optional<String> key = command.argumentsFrom(1).stream().findFirst().map(prefix::concat);
    model.guard(row, "external_ids");
    return Output.sorted(
        row.entries("external_ids").entrySet().stream()
            .map(e -> Map.entry(e.getKey().toString(), e.getValue().toString()))
            .filter(e -> key.map(e.getKey()::equals).orElse(e.getKey().startsWith(prefix)))
            .map(
                e ->
                    key.isPresent()
                        ? e.getValue()
                        : e.getKey().substring(prefix.length()) + "=" + e.getValue()));
  }

  Output listPorts(Command command) {
    Bridge bridge = view().bridge(command.argument(0));
    model.guard(bridge.row(), "ports");
    return Output.sorted(
        view().ports(bridge).map(SwitchView.Port::name).filter(n -> !n.equals(bridge.name())));
  }

  Output listInterfaces(Command command) {
    Bridge bridge = view().bridge(command.argument(0));
    model.guard(bridge.row(), "ports");
    return Output.sorted(
        view()
            .ports(bridge)
            .peek(port -> model.guard(port.row(), "interfaces"))
            .flatMap(view()::interfaces)
            .map(SwitchView.Interface::name)
            .filter(n -> !n.equals(bridge.name())));
  }

  Output portToBridge(Command command) {
    return Output.of(view().port(command.argument(0)).bridge().name());
  }

  Output interfaceToBridge(Command command) {
    String name = command.argument(0);
    return Output.of(
        view()
            .findInterface(name)
            .orElseThrow(() -> Refusal.missing("no interface named " + name))
            .port()
            .bridge()
            .name());
  }
}
