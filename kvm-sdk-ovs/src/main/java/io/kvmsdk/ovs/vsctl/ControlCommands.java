package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Commands on who controls the switch: controllers, managers, and what to do without them. */
final class ControlCommands {
  private static final String SSL = "SSL";

  private final Model model;
  private final Supplier<SwitchView> views;

  ControlCommands(Model model, Supplier<SwitchView> views) {
    this.model = model;
    this.views = views;
  }

  private SwitchView view() {
    return views.get();
  }

  Output getControllers(Command command) {
    return targets(view().bridge(command.argument(0)).row(), "controller");
  }

  Output deleteControllers(Command command) {
    return replace(
        view().realBridge(command.argument(0)).row(), "controller", List.of(), Optional.empty());
  }

  Output setControllers(Command command) {
    return replace(
        view().realBridge(command.argument(0)).row(),
        "controller",
        command.argumentsFrom(1),
        command.option("--inactivity-probe"));
  }

  Output getManagers() {
    return targets(model.root(), "manager_options");
  }

  Output deleteManagers() {
    return replace(model.root(), "manager_options", List.of(), Optional.empty());
  }

  Output setManagers(Command command) {
    return replace(
        model.root(), "manager_options", command.arguments(), command.option("--inactivity-probe"));
  }

  private Output targets(ModelRow row, String column) {
    model.guard(row, column);
    return Output.sorted(
        model.referenced(row, column).stream()
            .map(its -> its.text("target").orElse(""))
            .distinct());
  }

  private Output replace(
      ModelRow row, String column, List<String> targets, Optional<String> probe) {
    String table = row.type(column).key().refTable().orElseThrow();
    List<Map<String, Value>> wanted = new ArrayList<>();
    for (String target : targets) {
      Map<String, Value> its = new LinkedHashMap<>();
      its.put("target", Value.of(target));
      probe.ifPresent(p -> its.put("inactivity_probe", Value.of(milliseconds(p))));
      wanted.add(its);
    }
    return replace(row, column, table, wanted);
  }

  /**
   * Has a column refer to new rows, unless those that it refers to are the same: then nothing is
   * done, where ovs-vsctl would make them anew.
   */
  private Output replace(
      ModelRow row, String column, String table, List<Map<String, Value>> wanted) {
    model.guard(row, column);
    List<ModelRow> there = model.referenced(row, column);
    List<Map<String, Value>> left = new ArrayList<>(wanted);
    there.forEach(
        its -> left.stream().filter(its::isJust).findFirst().ifPresent(same -> left.remove(same)));
    if (left.isEmpty() && there.size() == wanted.size()) {
      return Output.NONE;
    }
    there.forEach(model::delete);
    List<Object> made = new ArrayList<>();
    for (Map<String, Value> values : wanted) {
      ModelRow its = model.insert(table);
      values.forEach(its::replace);
      made.add(its.id);
    }
    row.replace(column, Value.set(made));
    return Output.NONE;
  }

  Output getSsl() {
    model.guard(model.root(), "ssl");
    return Output.lines(
        model.referenced(model.root(), "ssl").stream()
            .flatMap(
                ssl ->
                    Stream.of(
                        "Private key: " + ssl.text("private_key").orElse(""),
                        "Certificate: " + ssl.text("certificate").orElse(""),
                        "CA Certificate: " + ssl.text("ca_cert").orElse(""),
                        "Bootstrap: " + ssl.text("bootstrap_ca_cert").orElse(""))));
  }

  Output deleteSsl() {
    return replace(model.root(), "ssl", SSL, List.of());
  }

  Output setSsl(Command command) {
    Map<String, Value> ssl = new LinkedHashMap<>();
    ssl.put("private_key", Value.of(command.argument(0)));
    ssl.put("certificate", Value.of(command.argument(1)));
    ssl.put("ca_cert", Value.of(command.argument(2)));
    ssl.put("bootstrap_ca_cert", Value.of(command.has("--bootstrap")));
    return replace(model.root(), "ssl", SSL, List.of(ssl));
  }

  private static long milliseconds(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw Refusal.invalid("\"" + text + "\" is not a valid integer");
    }
    return Long.parseLong(text);
  }

  Output getFailMode(Command command) {
    ModelRow bridge = view().bridge(command.argument(0)).row();
    model.guard(bridge, "fail_mode");
    return bridge.text("fail_mode").map(Output::of).orElse(Output.NONE);
  }

  Output deleteFailMode(Command command) {
    view().realBridge(command.argument(0)).row().replace("fail_mode", Value.set());
    return Output.NONE;
  }

  Output setFailMode(Command command) {
    ModelRow bridge = view().realBridge(command.argument(0)).row();
    String mode = command.argument(1);
    if (!mode.equals("standalone") && !mode.equals("secure")) {
      throw Refusal.invalid("fail-mode must be \"standalone\" or \"secure\"");
    }
    bridge.replace("fail_mode", Value.of(mode));
    return Output.NONE;
  }
}
