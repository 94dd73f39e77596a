package io.kvmsdk.testkit.ovsdb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A switch that obeys the database of a {@link FakeOvsdbServer}, as ovs-vswitchd does, and moves no
 * packet. After each transaction of a client's it does one of its own: interfaces of bridges get
 * their {@code ofport}, or -1 and an {@code error} where their device is {@link #missing}, of an
 * unknown type or a tunnel or patch without an end, and {@code cur_cfg} follows {@code next_cfg}.
 */
public final class FakeVswitchd {
  private static final String DATABASE = "Open_vSwitch";

  /** The port of the bridge itself (OFPP_LOCAL). */
  private static final long LOCAL = 65534;

  private static final Object NONE = List.of("set", List.of());

  private final Engine engine;
  private final Set<String> missing = new HashSet<>();
  private final Map<String, Boolean> links = new HashMap<>();
  private final Map<String, Map<String, Long>> statistics = new HashMap<>();
  private boolean kernelDatapath = true;
  private boolean paused;

  FakeVswitchd(Engine engine) {
    this.engine = engine;
    engine.watch(this::obey);
  }

  /** From now on it does nothing, as if it hung: {@code cur_cfg} stays behind. */
  public void pause() {
    synchronized (engine) {
      paused = true;
    }
  }

  /** Goes on, and catches up before this returns. */
  public void resume() {
    tell(() -> paused = false);
  }

  /**
   * The host has no such device; interfaces of that name fail. By default, all devices are there.
   */
  public void missing(String device) {
    tell(() -> missing.add(device));
  }

  /** The host has the device after all. */
  public void present(String device) {
    tell(() -> missing.remove(device));
  }

  /** The device is up with a carrier, as all but internal ones are by default, or down. */
  public void link(String device, boolean up) {
    tell(() -> links.put(device, up));
  }

  /** What the interface's {@code statistics} say, such as {@code rx_packets}. */
  public void statistics(String device, Map<String, Long> counters) {
    tell(() -> statistics.put(device, Map.copyOf(counters)));
  }

  /**
   * The host's kernel has no module of Open vSwitch: bridges without {@code datapath_type=netdev}
   * do not come up, and their interfaces get neither {@code ofport} nor {@code error}.
   */
  public void noKernelDatapath() {
    tell(() -> kernelDatapath = false);
  }

  private void tell(Runnable news) {
    synchronized (engine) {
      news.run();
      obey();
    }
  }

  private void obey() {
    synchronized (engine) {
      List<Map<String, Object>> roots = engine.rows(DATABASE, "Open_vSwitch");
      if (paused || roots.isEmpty()) {
        return;
      }
      List<Object> operations = new ArrayList<>();
      for (Map<String, Object> bridge : engine.rows(DATABASE, "Bridge")) {
        if (kernelDatapath || "netdev".equals(bridge.get("datapath_type"))) {
          operations.addAll(bridge(bridge));
        }
      }
      Map<String, Object> root = new LinkedHashMap<>();
      root.put("cur_cfg", roots.get(0).get("next_cfg"));
      root.put("ovs_version", "3.1.0");
      root.put("datapath_types", List.of("set", List.of("netdev", "system")));
      root.put("iface_types", List.of("set", FakeDevice.TYPES));
      operations.add(update("Open_vSwitch", roots.get(0), root));
      engine.local(DATABASE, operations);
    }
  }

  private List<Object> bridge(Map<String, Object> bridge) {
    List<Object> operations = new ArrayList<>();
    if (isEmpty(bridge.get("datapath_id"))) {
      String id = String.format("%016x", uuid(bridge).hashCode() & 0xFFFFFFFFL);
      Map<String, Object> columns = Map.of("datapath_id", id, "datapath_version", "<built-in>");
      operations.add(update("Bridge", bridge, columns));
    }
    List<Map<String, Object>> interfaces =
        referred("Port", bridge.get("ports"))
            .flatMap(port -> referred("Interface", port.get("interfaces")))
            .toList();
    Set<Long> taken = new HashSet<>();
    interfaces.forEach(i -> taken.add(i.get("ofport") instanceof Long port ? port : 0L));
    interfaces.forEach(i -> operations.add(update("Interface", i, state(bridge, i, taken))));
    return operations;
  }

  private Stream<Map<String, Object>> referred(String table, Object uuids) {
    Set<Object> wanted = new HashSet<>(elements(uuids));
    return engine.rows(DATABASE, table).stream().filter(row -> wanted.contains(row.get("_uuid")));
  }

  private static List<?> elements(Object json) {
    List<?> pair = (List<?>) json;
    return "set".equals(pair.get(0)) ? (List<?>) pair.get(1) : List.of(pair);
  }

  private Map<String, Object> state(
      Map<String, Object> bridge, Map<String, Object> one, Set<Long> taken) {
    FakeDevice device = FakeDevice.of(one);
    String refusal = device.refusal(missing);
    Map<String, Object> state = new LinkedHashMap<>();
    if (refusal != null) {
      state.put("ofport", -1L);
      state.put("error", refusal);
      List.of("admin_state", "link_state", "mac_in_use").forEach(c -> state.put(c, NONE));
      return state;
    }
    boolean local = device.name().equals(bridge.get("name"));
    boolean netdev = "netdev".equals(bridge.get("datapath_type"));
    String complaint = device.complaint(patches(), netdev ? "netdev" : "system");
    Object link = links.getOrDefault(device.name(), device.comesUp()) ? "up" : "down";
    state.put("ofport", local ? LOCAL : ofport(one, taken));
    state.put("error", complaint == null ? NONE : complaint);
    state.put("admin_state", link);
    state.put("link_state", link);
    if (isEmpty(one.get("mac_in_use"))) {
      state.put("mac_in_use", isEmpty(one.get("mac")) ? mac(one) : one.get("mac"));
    }
    state.put("statistics", counters(device.name()));
    return state;
  }

  private Set<String> patches() {
    return engine.rows(DATABASE, "Interface").stream()
        .filter(row -> row.get("type").equals("patch"))
        .map(row -> (String) row.get("name"))
        .collect(Collectors.toSet());
  }

  private Object counters(String device) {
    List<Object> counters = new ArrayList<>();
    new TreeMap<>(statistics.getOrDefault(device, Map.of()))
        .forEach((counter, n) -> counters.add(List.of(counter, n)));
    return List.of("map", counters);
  }

  /** A port keeps its number; a new one gets what it asks for, or the lowest that is free. */
  private static long ofport(Map<String, Object> one, Set<Long> taken) {
    if (one.get("ofport") instanceof Long has && has > 0) {
      return has;
    }
    if (one.get("ofport_request") instanceof Long wanted && taken.add(wanted)) {
      return wanted;
    }
    long port = 1;
    while (!taken.add(port)) {
      port++;
    }
    return port;
  }

  private static String mac(Map<String, Object> one) {
    int hash = uuid(one).hashCode();
    return String.format(
        "02:00:%02x:%02x:%02x:%02x",
        hash >>> 24, hash >>> 16 & 0xff, hash >>> 8 & 0xff, hash & 0xff);
  }

  private static String uuid(Map<String, Object> row) {
    return (String) ((List<?>) row.get("_uuid")).get(1);
  }

  private static boolean isEmpty(Object json) {
    return json instanceof List<?> pair && elements(pair).isEmpty();
  }

  private static Map<String, Object> update(
      String table, Map<String, Object> row, Map<String, Object> columns) {
    Object where = List.of(List.of("_uuid", "==", row.get("_uuid")));
    return Map.of("op", "update", "table", table, "where", where, "row", columns);
  }
}
