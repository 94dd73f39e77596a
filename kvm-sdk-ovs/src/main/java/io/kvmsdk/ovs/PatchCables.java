package io.kvmsdk.ovs;

import static java.util.stream.Collectors.toMap;

import io.kvmsdk.ovs.InterfaceFailedException.Failure;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.Row;
import java.util.Map;
import java.util.Optional;

/**
 * Which patch ports lead nowhere. ovs-vswitchd says so in a transaction of its own, a moment after
 * it has come up to the change: whoever looks at once may see it or not. The database tells it in
 * any case. Ends on bridges of different datapath types, which it refuses too, are left to it.
 */
final class PatchCables {
  private final OvsdbDatabase database;
  private Optional<Map<String, String>> peers = Optional.empty();

  PatchCables(OvsdbDatabase database) {
    this.database = database;
  }

  /**
   * What ovs-vswitchd will say of that interface, if it is a patch port whose peer does not fit.
   */
  Optional<Failure> looseEnd(Row device) {
    String peer = device.map("options").getOrDefault("peer", "");
    return !device.text("type").equals("patch")
            || device.text("name").equals(peers().getOrDefault(peer, ""))
        ? Optional.empty()
        : Optional.of(new Failure(device.text("name"), "No usable peer '" + peer + "' exists"));
  }

  /** The peer of each patch port, by its name. */
  private Map<String, String> peers() {
    if (peers.isEmpty()) {
      Operation patches =
          Operation.select("Interface", Condition.equal("type", "patch"))
              .columns("name", "options");
      peers =
          Optional.of(
              database.transact(patches).get(0).rows().stream()
                  .collect(
                      toMap(
                          row -> row.text("name"),
                          row -> row.map("options").getOrDefault("peer", ""))));
    }
    return peers.get();
  }
}
