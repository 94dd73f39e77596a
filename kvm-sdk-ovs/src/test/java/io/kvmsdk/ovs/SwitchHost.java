package io.kvmsdk.ovs;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.judge.Tool;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.ovs.ovsdb.OvsdbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A host of our own with Open vSwitch: a network namespace, in which ovs-vswitchd moves packets
 * itself, and an ovsdb-server, whose socket is in a folder of the test's. Guests are further
 * namespaces, by a pair of veth. {@link #close} stops and removes all of it; what a killed JVM left
 * behind is told by its name, which begins with {@code kvmsdk-}.
 */
public final class SwitchHost implements AutoCloseable {
  private static final Map<String, String> CONFIGURED =
      Map.of(
          "Open_vSwitch",
          "_uuid bridges manager_options other_config external_ids next_cfg",
          "Bridge",
          "_uuid name datapath_type fail_mode stp_enable rstp_enable mcast_snooping_enable ports"
              + " mirrors netflow sflow ipfix controller protocols other_config external_ids",
          "Port",
          "_uuid name interfaces tag trunks cvlans vlan_mode qos bond_mode lacp bond_updelay"
              + " bond_downdelay protected other_config external_ids",
          "Interface",
          "_uuid name type options mac mtu_request ofport_request ingress_policing_rate"
              + " ingress_policing_burst other_config external_ids",
          "Controller",
          "target",
          "QoS",
          "type queues other_config external_ids",
          "Queue",
          "dscp other_config external_ids",
          "Mirror",
          "_uuid name select_all select_src_port select_dst_port select_vlan output_port"
              + " output_vlan snaplen external_ids");

  /** The server gives them in any order, and not always in the same. */
  private static final Pattern ROW = Pattern.compile("\\{\"_uuid\"[^{}]*\\}");

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String namespace;
  private final Path folder;
  private final Deque<Runnable> undo = new ArrayDeque<>();

  private SwitchHost(Path folder) {
    this.namespace = name("h");
    this.folder = folder;
  }

  /** Starts one; bridges need {@link DatapathType#NETDEV}. */
  public static SwitchHost start(Path folder) throws IOException {
    SwitchHost host = new SwitchHost(Files.createDirectories(folder));
    try {
      host.addNamespace(host.namespace);
      OvsdbServer server = OvsdbServer.start(folder, OvsdbServer.OPEN_VSWITCH);
      host.undo.push(server::close);
      host.vsctl("--no-wait", "init");
      host.startVswitchd();
      return host;
    } catch (RuntimeException | Error | IOException e) {
      host.close();
      throw e;
    }
  }

  private void startVswitchd() throws IOException {
    Path pid = folder.resolve("vswitchd.pid");
    Tool.run(
            "env",
            "OVS_RUNDIR=" + folder,
            "ip",
            "netns",
            "exec",
            namespace,
            "ovs-vswitchd",
            "unix:" + folder.resolve("db.sock"),
            "--unixctl=" + vswitchdControl(),
            "--pidfile=" + pid,
            "--log-file=" + folder.resolve("vswitchd.log"),
            "-vconsole:off",
            "--detach",
            "--no-chdir")
        .orFail();
    long process = Long.parseLong(Files.readString(pid).strip());
    // It goes when asked, too, but for a bridge of many ports that takes long.
    undo.push(() -> ProcessHandle.of(process).ifPresent(OvsdbServer::kill));
  }

  /** A name that no other test uses, and that ip-netns and a device can both have. */
  private static String name(String kind) {
    return "kvmsdk-%s%d-%d".formatted(kind, COUNT.incrementAndGet(), ProcessHandle.current().pid());
  }

  private void addNamespace(String name) {
    Tool.run("ip", "netns", "add", name).orFail();
    undo.push(() -> Tool.run("ip", "netns", "del", name));
    Tool.run("ip", "-n", name, "link", "set", "lo", "up").orFail();
  }

  public String namespace() {
    return namespace;
  }

  public Path folder() {
    return folder;
  }

  public OvsdbEndpoint endpoint() {
    return new OvsdbEndpoint.Unix(folder.resolve("db.sock"));
  }

  public OpenVSwitch connect() {
    return OpenVSwitch.connect(endpoint(), Duration.ofSeconds(30));
  }

  /** A guest with one card, {@code eth0}; its other end, {@link Guest#port}, is this host's. */
  public final class Guest {
    private final String guestNamespace = name("g");
    private final String port = "v" + COUNT.incrementAndGet();

    private Guest(String cidr) {
      addNamespace(guestNamespace);
      link(port, guestNamespace, "eth0");
      if (!cidr.isEmpty()) {
        Tool.run("ip", "-n", guestNamespace, "addr", "add", cidr, "dev", "eth0", "nodad").orFail();
      }
    }

    /** The device on the host that is to become a port. */
    public String port() {
      return port;
    }

    public String namespace() {
      return guestNamespace;
    }

    /** Runs a command in the guest. */
    public Tool.Result run(Object... command) {
      return in(guestNamespace, command);
    }

    /** Whether an answer comes within a second, the second time if not the first. */
    public boolean pings(String address) {
      return pings(2, address);
    }

    /** As {@link #pings}, once a busy machine's switch has come to it, within a minute or so. */
    public boolean reaches(String address) {
      return pings(60, address);
    }

    boolean pings(int times, Object... arguments) {
      List<Object> words = new ArrayList<>(List.of("ping", "-c", 1, "-W", 1));
      words.addAll(List.of(arguments));
      return IntStream.range(0, times).anyMatch(i -> run(words.toArray()).exit() == 0);
    }

    /** Pings all the time, until it is destroyed. */
    public Process pinging(Object... arguments) throws IOException {
      List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", guestNamespace, "ping"));
      Stream.of(arguments).map(Object::toString).forEach(words::add);
      return new ProcessBuilder(words)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    }
  }

  /**
   * Adds a guest.
   *
   * @param cidr its address, as {@code 10.0.0.1/24}; none where it is empty
   */
  public Guest guest(String cidr) {
    return new Guest(cidr);
  }

  /** A cable between a device of this host, and one of another namespace; both are up. */
  public void link(String device, String otherNamespace, String otherDevice) {
    Tool.run(
            "ip",
            "-n",
            namespace,
            "link",
            "add",
            device,
            "type",
            "veth",
            "peer",
            "name",
            otherDevice,
            "netns",
            otherNamespace)
        .orFail();
    Tool.run("ip", "-n", namespace, "link", "set", device, "up").orFail();
    Tool.run("ip", "-n", otherNamespace, "link", "set", otherDevice, "up").orFail();
  }

  /** Runs a command on this host, in its namespace. */
  public Tool.Result run(Object... command) {
    return in(namespace, command);
  }

  private static Tool.Result in(String namespace, Object... command) {
    List<Object> words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    words.addAll(List.of(command));
    return Tool.run(words.toArray());
  }

  /** Starts one of Open vSwitch's daemons in this host's namespace. */
  public void daemon(String program, String argument) throws IOException {
    Path pid = folder.resolve(program + ".pid");
    run(
            program,
            argument,
            "--pidfile=" + pid,
            "--unixctl=" + folder.resolve(program + ".ctl"),
            "--detach",
            "--no-chdir")
        .orFail();
    long process = Long.parseLong(Files.readString(pid).strip());
    // It goes when asked, too, but for a bridge of many ports that takes long.
    undo.push(() -> ProcessHandle.of(process).ifPresent(OvsdbServer::kill));
  }

  /** What ovs-vsctl says, or does. */
  public String vsctl(Object... arguments) {
    List<Object> words =
        new ArrayList<>(List.of("ovs-vsctl", "--timeout=20", "--db=" + endpoint()));
    words.addAll(List.of(arguments));
    return Tool.run(words.toArray()).orFail().output().strip();
  }

  /** What ovs-appctl says of ovs-vswitchd. */
  public String appctl(Object... arguments) {
    List<Object> words = new ArrayList<>(List.of("ovs-appctl", "-t", vswitchdControl()));
    words.addAll(List.of(arguments));
    return Tool.run(words.toArray()).orFail().output();
  }

  /**
   * What the switch is configured to be, as ovsdb-client gets it, to compare: without what
   * ovs-vswitchd reports and counts, which changes all the time.
   */
  public String configuration() {
    String selects =
        CONFIGURED.entrySet().stream()
            .map(
                e ->
                    "{\"op\":\"select\",\"where\":[],\"table\":\"%s\",\"columns\":[\"%s\"]}"
                        .formatted(e.getKey(), e.getValue().replace(" ", "\",\"")))
            .collect(joining(",", "[\"Open_vSwitch\",", "]"));
    String tables = Tool.run("ovsdb-client", "transact", endpoint(), selects).orFail().output();
    return ROW.matcher(tables).results().map(MatchResult::group).sorted().collect(joining("\n"));
  }

  /** How many records the database's log has: one for each transaction that changed something. */
  public long records() {
    return Tool.run("ovsdb-tool", "show-log", folder.resolve("kvmsdk.db"))
        .orFail()
        .output()
        .lines()
        .filter(line -> line.startsWith("record "))
        .count();
  }

  private Path vswitchdControl() {
    return folder.resolve("vswitchd.ctl");
  }

  @Override
  public void close() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }
}
