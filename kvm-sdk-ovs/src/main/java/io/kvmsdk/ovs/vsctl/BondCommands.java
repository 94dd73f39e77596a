package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Value;
import io.kvmsdk.ovs.vsctl.SwitchView.Interface;
import io.kvmsdk.ovs.vsctl.SwitchView.Port;
import java.util.Optional;
import java.util.function.Supplier;

/** Commands that change which interfaces a bond has (ovs-vsctl(8), "Port Commands"). */
final class BondCommands {
  private static final String COLUMN = "interfaces";

  private final Model model;
  private final Supplier<SwitchView> views;

  BondCommands(Model model, Supplier<SwitchView> views) {
    this.model = model;
    this.views = views;
  }

  Output addInterface(Command command) {
    SwitchView view = views.get();
    Port bond = view.port(command.argument(0));
    String name = command.argument(1);
    Optional<Interface> there =
        command.has("--may-exist") ? view.findInterface(name) : Optional.empty();
    if (there.isEmpty()) {
      view.checkFree(name, "cannot create an interface named " + name);
      ModelRow face = model.insert("Interface");
      face.replace("name", Value.of(name));
      bond.row().add(COLUMN, face.id);
      model.touch();
    } else if (there.get().port().row() != bond.row()) {
      throw Refusal.conflict(
          "\"%s\" but %s is actually attached to port %s"
              .formatted(command, name, there.get().port().name()));
    }
    return Output.NONE;
  }

  Output deleteInterface(Command command) {
    String name = command.argument(command.arguments().size() - 1);
    Optional<Interface> face = views.get().findInterface(name);
    if (face.isEmpty() && !command.has("--if-exists")) {
      throw Refusal.missing("no interface named " + name);
    }
    face.ifPresent(
        f -> {
          if (command.arguments().size() == 2) {
            checkOn(views.get().port(command.argument(0)), f);
          }
          delete(f);
        });
    return Output.NONE;
  }

  private static void checkOn(Port bond, Interface face) {
    if (bond.row() != face.port().row()) {
      throw Refusal.missing("port " + bond.name() + " does not have an interface " + face.name());
    }
  }

  private void delete(Interface face) {
    Port port = face.port();
    if (views.get().interfaces(port).count() == 1) {
      throw Refusal.conflict("cannot delete last interface from port " + port.name());
    }
    model.guard(port.row(), COLUMN);
    port.row().remove(COLUMN, face.row().id);
    model.delete(face.row());
    model.touch();
  }
}
