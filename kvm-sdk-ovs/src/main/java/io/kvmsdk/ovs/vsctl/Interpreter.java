package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.DatabaseSchema;
import io.kvmsdk.ovs.ovsdb.TableSnapshot;
import java.util.ArrayList;
import java.util.List;

/** Does a script's commands on a model of the database, one after the other. */
public final class Interpreter {
  private final Model model;
  private final TypeRewriter types;
  private final List<Output> outputs = new ArrayList<>();
  private SwitchView view;

  /** Whether calls of ovs-vsctl before this one change something. */
  private boolean changedBefore;

  private Interpreter(Model model, TypeRewriter types) {
    this.model = model;
    this.types = types;
  }

  /**
   * Finds out what the script means for a database that holds {@code snapshot}.
   *
   * @throws io.kvmsdk.error.KvmException for the first command that cannot be done
   */
  public static Program compile(
      List<Invocation> script,
      DatabaseSchema schema,
      TableSnapshot snapshot,
      boolean ipsecGreAsGre) {
    Interpreter interpreter =
        new Interpreter(new Model(schema, snapshot), new TypeRewriter(ipsecGreAsGre));
    script.forEach(interpreter::invoke);
    List<String> notes = new ArrayList<>(interpreter.types.notes());
    notes.addAll(interpreter.model.notes());
    return new Program(script, interpreter.model, interpreter.outputs, notes);
  }

  private SwitchView view() {
    if (view == null || view.stale()) {
      view = new SwitchView(model);
    }
    return view;
  }

  private void invoke(Invocation invocation) {
    model.initialize();
    changedBefore =
        invocation.commands().stream().anyMatch(c -> c.verb() == Verb.WAIT_UNTIL)
            && !Operations.changes(model).isEmpty();
    Symbols symbols = new Symbols(model::fresh);
    RecordCommands records = new RecordCommands(model, symbols, types);
    QueryCommands queries = new QueryCommands(model, symbols);
    SwitchCommands bridges = new SwitchCommands(model, records, this::view);
    Command last = null;
    try {
      for (Command command : invocation.commands()) {
        last = command;
        outputs.add(
            command.verb().onRecords()
                ? onRecords(command, records, queries)
                : onSwitch(command, bridges));
      }
      symbols.checkAllMade();
      model.settle();
    } catch (Refusal e) {
      throw e.of(last);
    }
  }

  private Output onRecords(Command command, RecordCommands records, QueryCommands queries) {
    return switch (command.verb()) {
      case GET -> queries.get(command);
      case LIST -> queries.list(command);
      case FIND -> queries.find(command);
      case SET -> records.set(command);
      case ADD -> records.add(command);
      case REMOVE -> records.remove(command);
      case CLEAR -> records.clear(command);
      case CREATE -> records.create(command);
      case DESTROY -> records.destroy(command);
      case WAIT_UNTIL -> queries.waitUntil(command, !changedBefore);
      default -> throw new IllegalArgumentException(command.toString());
    };
  }

  private Output onSwitch(Command command, SwitchCommands bridges) {
    SwitchQueries queries = new SwitchQueries(model, this::view);
    ControlCommands control = new ControlCommands(model, this::view);
    AutoAttachCommands attach = new AutoAttachCommands(model, this::view);
    ZoneCommands zones = new ZoneCommands(model);
    BondCommands bonds = new BondCommands(model, this::view);
    return switch (command.verb()) {
      case INIT, COMMENT -> Output.NONE;
      case SHOW -> new ShowCommand(model).show();
      case ADD_BR -> bridges.addBridge(command);
      case DEL_BR -> bridges.deleteBridge(command);
      case LIST_BR -> queries.listBridges(command);
      case BR_EXISTS -> queries.bridgeExists(command);
      case BR_TO_VLAN -> queries.vlan(command);
      case BR_TO_PARENT -> queries.parent(command);
      case BR_SET_EXTERNAL_ID -> bridges.setExternalId(command);
      case BR_GET_EXTERNAL_ID -> queries.externalId(command);
      case LIST_PORTS -> queries.listPorts(command);
      case ADD_PORT -> bridges.addPort(command);
      case ADD_BOND -> bridges.addBond(command);
      case ADD_BOND_IFACE -> bonds.addInterface(command);
      case DEL_BOND_IFACE -> bonds.deleteInterface(command);
      case DEL_PORT -> bridges.deletePort(command);
      case PORT_TO_BR -> queries.portToBridge(command);
      case LIST_IFACES -> queries.listInterfaces(command);
      case IFACE_TO_BR -> queries.interfaceToBridge(command);
      case GET_CONTROLLER -> control.getControllers(command);
      case DEL_CONTROLLER -> control.deleteControllers(command);
      case SET_CONTROLLER -> control.setControllers(command);
      case GET_FAIL_MODE -> control.getFailMode(command);
      case DEL_FAIL_MODE -> control.deleteFailMode(command);
      case SET_FAIL_MODE -> control.setFailMode(command);
      case GET_MANAGER -> control.getManagers();
      case DEL_MANAGER -> control.deleteManagers();
      case SET_MANAGER -> control.setManagers(command);
      case GET_SSL -> control.getSsl();
      case DEL_SSL -> control.deleteSsl();
      case SET_SSL -> control.setSsl(command);
      case ADD_AA_MAPPING -> attach.add(command);
      case DEL_AA_MAPPING -> attach.delete(command);
      case GET_AA_MAPPING -> attach.get(command);
      case ADD_ZONE_TP -> zones.add(command);
      case DEL_ZONE_TP -> zones.delete(command);
      case LIST_ZONE_TP -> zones.list(command);
      case LIST_DP_CAP -> zones.capabilities(command);
      default -> throw new IllegalArgumentException(command.toString());
    };
  }
}
