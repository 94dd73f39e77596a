package io.kvmsdk.testkit.ovsdb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a row of table Interface asks of the host.
 *
 * @param options such as a tunnel's {@code remote_ip}
 */
record FakeDevice(String name, String type, Map<Object, Object> options) {
  /** Those that ovs-vswitchd 3.1 has without DPDK. */
  static final List<String> TYPES =
      List.of(
          "bareudp",
          "erspan",
          "geneve",
          "gre",
          "gtpu",
          "internal",
          "ip6erspan",
          "ip6gre",
          "lisp",
          "patch",
          "stt",
          "system",
          "tap",
          "vxlan");

  private static final Set<String> TUNNELS =
      Set.of("erspan", "geneve", "gre", "gtpu", "ip6erspan", "ip6gre", "lisp", "stt", "vxlan");

  static FakeDevice of(Map<String, Object> row) {
    Map<Object, Object> options = new HashMap<>();
    for (Object pair : (List<?>) ((List<?>) row.get("options")).get(1)) {
      options.put(((List<?>) pair).get(0), ((List<?>) pair).get(1));
    }
    return new FakeDevice((String) row.get("name"), (String) row.get("type"), options);
  }

  /** Why it cannot be a port, in ovs-vswitchd's words; null if it can. */
  String refusal(Set<String> missing) {
    if (missing.contains(name)) {
      return "could not open network device " + name + " (No such device)";
    }
    if (!type.isEmpty() && !TYPES.contains(type)) {
      return "could not open network device "
          + name
          + " (Address family not supported by protocol)";
    }
    String needed = type.equals("patch") ? "peer" : TUNNELS.contains(type) ? "remote_ip" : null;
    return needed == null || options.containsKey(needed)
        ? null
        : name + ": " + type + " type requires valid '" + needed + "' argument";
  }

  /** What is wrong with it though it is a port; null if nothing is. */
  String complaint(Set<String> patches, String datapath) {
    return type.equals("patch") && !patches.contains(options.get("peer"))
        ? "No usable peer '" + options.get("peer") + "' exists in '" + datapath + "' datapath."
        : null;
  }

  /** Those that the switch makes stay down until somebody sets them up. */
  boolean comesUp() {
    return !type.equals("internal");
  }
}
