package io.kvmsdk.ovs;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.host.HostShell;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.ovs.InterfaceType.TunnelType;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Joins the bridges of many hosts to one layer-2 network. Both ends of each tunnel come from one
 * declaration, so that they always match.
 *
 * <pre>{@code
 * TunnelMesh mesh = TunnelMesh.of(m -> m.bridge("br-lan").key(42)
 *     .addHost("kvm1", "tcp:10.0.0.1:6640", "10.0.0.1")
 *     .addHost("kvm2", "tcp:10.0.0.2:6640", "10.0.0.2")
 *     .addHost("kvm3", "tcp:10.0.0.3:6640", "10.0.0.3"));
 * mesh.apply().orThrow();
 * }</pre>
 *
 * <p>Guests are plugged into the bridge with VLANs of their own, which the tunnels carry.
 */
public final class TunnelMesh {
  /** The key of Port, {@code external_ids}, that tells which mesh a port is of. */
  static final String MESH = "kvmsdk-mesh";

  /** The key beside it, that tells which host it leads to. */
  static final String PEER = "kvmsdk-peer";

  /** RSTP's priorities are multiples of 4096, and 32768 unless told otherwise: lower wins. */
  private static final Map<String, String> ROOT = Map.of("rstp-priority", "4096");

  /** 36 to the sixth: as many as differ in what is left of a name's 15 characters. */
  private static final long SIX_DIGITS = 2_176_782_336L;

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  private final String name;
  private final List<MeshHost> hosts;
  private final List<MeshTunnel> tunnels;
  private final LoopGuard guard;
  private final Optional<MeshHost> hub;
  private final Optional<DatapathType> datapathType;
  private final MeshSecurity security;
  private final int underlayMtu;
  private Function<MeshHost, OpenVSwitch> connect =
      host -> OpenVSwitch.connect(host.database(), CALL_TIMEOUT);

  private TunnelMesh(MeshSpec spec) {
    this.name = spec.name();
    this.hosts = spec.hosts();
    this.tunnels = MeshPairs.of(hosts, spec.topology()).stream().map(p -> tunnel(p, spec)).toList();
    checkNames();
    this.guard =
        spec.topology() == MeshTopology.FULL_MESH ? LoopGuard.PROTECTED_PORTS : LoopGuard.RSTP;
    this.hub = spec.topology() == MeshTopology.HUB ? Optional.of(hosts.get(0)) : Optional.empty();
    this.datapathType = spec.datapathType();
    this.security = spec.security();
    this.underlayMtu = spec.underlayMtu();
  }

  private TunnelMesh(String name, Map<MeshHost, List<GreConnection>> connections) {
    this.name = name;
    this.hosts = List.copyOf(connections.keySet());
    this.tunnels = GreConnections.match(connections);
    this.guard = LoopGuard.of(tunnels);
    this.hub = Optional.empty();
    this.datapathType = Optional.empty();
    this.security =
        tunnels.stream().anyMatch(t -> t.psk().isPresent())
            ? MeshSecurity.preSharedKeys()
            : MeshSecurity.clearText();
    this.underlayMtu = 1500;
  }

  public static TunnelMesh of(MeshSpec spec) {
    return new TunnelMesh(spec);
  }

  /** As {@link #of(MeshSpec)}. */
  public static TunnelMesh of(Consumer<MeshSpec.Builder> spec) {
    MeshSpec.Builder builder = MeshSpec.builder();
    spec.accept(builder);
    return of(builder.build());
  }

  /**
   * A mesh of tunnels that were written by hand for each host, as kvm-crate's {@code
   * :gre-connections}. The type {@code ipsec_gre}, which Open vSwitch has no more, becomes {@code
   * gre} with a key.
   *
   * @throws io.kvmsdk.error.InvalidSpecException with everything that does not match both ways
   */
  public static TunnelMesh ofConnections(
      String name, Map<MeshHost, List<GreConnection>> connections) {
    return new TunnelMesh(name, new LinkedHashMap<>(connections));
  }

  private static MeshTunnel tunnel(MeshPairs.Pair pair, MeshSpec spec) {
    MeshHost one = pair.one();
    MeshHost other = pair.other();
    return new MeshTunnel(
        spec.type(),
        spec.key(),
        psk(spec.security(), one.name(), other.name()),
        spec.security(),
        new MeshTunnel.End(one, spec.bridge(), port(spec.name(), one, other)),
        new MeshTunnel.End(other, spec.bridge(), port(spec.name(), other, one)));
  }

  private static Optional<io.kvmsdk.value.Secret> psk(
      MeshSecurity security, String one, String other) {
    if (security instanceof MeshSecurity.DerivedKeys keys) {
      return Optional.of(keys.psk(one, other));
    }
    return security instanceof MeshSecurity.PreSharedKeys keys
        ? Optional.of(keys.psks().get(Set.of(one, other)))
        : Optional.empty();
  }

  private void checkNames() {
    Validation v = Validation.of("mesh", name);
    Set<List<String>> seen = new HashSet<>();
    for (MeshTunnel tunnel : tunnels) {
      for (MeshTunnel.End end : tunnel.ends()) {
        v.require(
            seen.add(List.of(end.host().name(), end.port())),
            "two ports of " + end + " would have the same name; give the mesh another");
      }
    }
    v.orThrow();
  }

  /** What it leads to, as far as there is room, and what both ends of this tunnel alone have. */
  private static String port(String mesh, MeshHost from, MeshHost to) {
    String peer = to.name().replaceAll("[^A-Za-z0-9]", "");
    String pair = String.join("\0", new TreeSet<>(Set.of(from.name(), to.name())));
    return peer.substring(0, Math.min(8, peer.length())) + "-" + digest(mesh + "\0" + pair);
  }

  private static String digest(String text) {
    try {
      byte[] all =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      long number = ByteBuffer.wrap(all).getLong() >>> 1;
      return Long.toString(SIX_DIGITS + number % SIX_DIGITS, 36).substring(1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public String name() {
    return name;
  }

  public List<MeshHost> hosts() {
    return hosts;
  }

  /** Every tunnel, with both its ends. */
  public List<MeshTunnel> tunnels() {
    return tunnels;
  }

  /** What keeps packets from going in circles. */
  public LoopGuard loopGuard() {
    return guard;
  }

  /** Whether it asks for IPsec; {@link IpsecStatus} tells whether there is any. */
  public boolean encrypted() {
    return !(security instanceof MeshSecurity.ClearText);
  }

  /**
   * The largest packet in bytes that guests may send: what the underlay carries, less the outer IP
   * header (20, or 40 for IPv6), the tunnel's own (GRE 8 with its key; VXLAN and Geneve 16 with
   * UDP), the guests' Ethernet header (14) and VLAN tag (4), and with IPsec 57 more, which is the
   * most that ESP takes with AES-CBC and SHA-256 (RFC 4303). Give it to libvirt's networks or
   * interfaces ({@code mtu}); the bridge's own device has it, or less where another mesh is on the
   * same bridge.
   */
  public int guestMtu() {
    boolean v6 = hosts.stream().anyMatch(host -> host.address().indexOf(':') >= 0);
    boolean gre = tunnels.stream().allMatch(t -> t.type() == TunnelType.GRE);
    return underlayMtu - (v6 ? 40 : 20) - (gre ? 8 : 16) - 14 - 4 - (encrypted() ? 57 : 0);
  }

  /** What the mesh needs on a host: its bridges, with the mesh's ports and no others. */
  public List<BridgeSpec> bridges(MeshHost host) {
    Map<String, List<PortSpec>> ports = new LinkedHashMap<>();
    for (MeshTunnel tunnel : tunnels) {
      for (MeshTunnel.End end : tunnel.ends()) {
        if (end.host().equals(host)) {
          ports
              .computeIfAbsent(end.bridge(), b -> new ArrayList<>(List.of(local(b))))
              .add(tunnel.port(end, name, guard == LoopGuard.PROTECTED_PORTS));
        }
      }
    }
    return ports.entrySet().stream().map(e -> bridge(host, e.getKey(), e.getValue())).toList();
  }

  private BridgeSpec bridge(MeshHost host, String bridge, List<PortSpec> ports) {
    BridgeSpec.Builder spec =
        BridgeSpec.builder().name(bridge).datapathType(datapathType).ports(ports);
    if (guard == LoopGuard.RSTP) {
      spec.rstp(true);
      spec.otherConfig(hub.equals(Optional.of(host)) ? ROOT : Map.of());
    } else if (guard == LoopGuard.PROTECTED_PORTS && hosts.size() > 2) {
      spec.rstp(false).stp(false); // they would block tunnels that nothing goes around
    }
    return spec.build();
  }

  private PortSpec local(String bridge) {
    InterfaceSpec device =
        InterfaceSpec.builder().name(bridge).type(InterfaceType.internal()).mtu(guestMtu()).build();
    return PortSpec.builder().name(bridge).addInterface(device).build();
  }

  /** Reaches hosts by {@code connector} from now on, as by TLS or ssh; gives back this mesh. */
  public TunnelMesh connectBy(Function<MeshHost, OpenVSwitch> connector) {
    connect = connector;
    return this;
  }

  /**
   * Looks how the hosts differ from what the mesh wants, and changes nothing: the dry run, and what
   * tells drift. A host that cannot be reached is in the report.
   */
  public MeshReport plan() {
    try (MeshHosts all = planned(true)) {
      return all.report();
    }
  }

  /**
   * Makes all hosts what the mesh wants: first each is asked, then all are changed side by side,
   * each in one transaction. A host that fails stays as it was, and the others are done: then the
   * report is partial, and applying again, once that host is back, does the rest. Ports of the mesh
   * that it no longer wants are deleted; all else stays.
   *
   * <p>A new tunnel with IPsec is in clear text until ovs-monitor-ipsec has seen it, which takes
   * some seconds: plug guests in once {@link #ipsecStatus} says that it is protected.
   */
  public MeshReport apply() {
    try (MeshHosts all = planned(true)) {
      all.apply();
      return all.report();
    }
  }

  /**
   * As {@link #apply}, but nothing is changed anywhere unless every host answers: for new keys,
   * with which a host that is left behind is cut off. Tunnels do not match from the first host's
   * change to the last one's, which {@link MeshReport#window} tells: mostly some milliseconds, at
   * most half a minute, after which a host counts as failed.
   *
   * <p>With IPsec, ovs-monitor-ipsec and charon replace new pre-shared keys after that by
   * themselves: nothing passes meanwhile, and nothing goes in clear text. In the slow guest of
   * {@code examples/ipsec-guest} that was 0.3 to 0.7 s with the window, and up to 3.2 s where the
   * machine was busy. Should a host that was quicker ask one that has the old key yet, it is
   * refused, and Linux has it ask again after strongSwan's {@code xfrm_acq_expires}, which is 165
   * s: set 10 on the hosts.
   *
   * @throws io.kvmsdk.error.KvmException if a host cannot be reached, or is not as it should be;
   *     nothing is changed then
   */
  public MeshReport applyTogether() {
    try (MeshHosts all = planned(true)) {
      all.report().orThrow("Nothing was changed; see to it that every host can be reached");
      all.apply();
      return all.report();
    }
  }

  /**
   * As {@link #applyTogether}, but each host takes its part back by itself unless {@link
   * PendingMesh#confirm} is called in time; its way back lies there, and its clock runs, before any
   * host is changed.
   *
   * <pre>{@code
   * try (PendingMesh change =
   *     mesh.tryApply(
   *         Duration.ofMinutes(1),
   *         (host, db) -> ConfirmedChange.on(db, HostShell.ssh("root@" + host.name())))) {
   *   change.confirmOnce(() -> reachable("kvm2"));
   * }
   * }</pre>
   *
   * @param window how long the hosts wait for the confirmation, from 1 s to a day
   * @param confirmed how a host's switch is changed, with its shell
   * @throws io.kvmsdk.error.KvmException if a host cannot be reached, prepared or changed; then
   *     none is changed any more, or takes it back by itself where it cannot be reached
   */
  public PendingMesh tryApply(
      Duration window, BiFunction<MeshHost, OvsdbDatabase, ConfirmedChange> confirmed) {
    return PendingMesh.of(name, planned(true), window, confirmed);
  }

  /** Takes the mesh's ports away on every host; bridges stay, with what else they are. */
  public MeshReport remove() {
    try (MeshHosts all = planned(false)) {
      all.apply();
      return all.report();
    }
  }

  private MeshHosts planned(boolean wanted) {
    MeshHosts all = new MeshHosts(name, hosts);
    try {
      all.plan(
          connect,
          host -> new MeshPlanner(name, wanted ? bridges(host) : List.of(), security)::plan);
      return all;
    } catch (RuntimeException | Error e) {
      all.close();
      throw e;
    }
  }

  /**
   * Whether each end of each tunnel is encrypted. That it should be is not enough: a bridge of
   * {@link DatapathType#NETDEV}, or a host without ovs-monitor-ipsec, sends clear text all the
   * same.
   *
   * @param shells on the hosts, by their names; a host without one is {@link
   *     IpsecStatus.State#UNKNOWN} at best
   */
  public List<IpsecStatus> ipsecStatus(Map<String, HostShell> shells) {
    List<IpsecStatus> all = new ArrayList<>();
    for (MeshHost host : hosts) {
      Optional<HostShell> shell = Optional.ofNullable(shells.get(host.name()));
      Optional<SwitchState> state = Optional.empty();
      String reason = "";
      try (OpenVSwitch ovs = connect.apply(host)) {
        state = Optional.of(SwitchState.read(ovs.database()));
      } catch (KvmException e) {
        reason = e.getMessage();
      }
      for (MeshTunnel tunnel : tunnels) {
        for (MeshTunnel.End end : tunnel.ends()) {
          if (end.host().equals(host)) {
            String why = reason;
            all.add(
                state
                    .map(s -> new IpsecProbe(s, shell).look(tunnel, end))
                    .orElseGet(() -> new IpsecStatus(end, IpsecStatus.State.UNKNOWN, why)));
          }
        }
      }
    }
    return all;
  }

  /**
   * Joins hosts' bridges of one name, each to each, by Geneve: {@link #of} and {@link #apply} in
   * one. The bridges are made where they are not there.
   *
   * @throws io.kvmsdk.error.KvmException if a host failed; the others are joined
   */
  public static TunnelMesh connect(String bridge, MeshHost... hosts) {
    TunnelMesh mesh = of(m -> m.bridge(bridge).hosts(List.of(hosts)));
    mesh.apply().orThrow();
    return mesh;
  }

  @Override
  public String toString() {
    return "TunnelMesh[" + name + ", " + tunnels + "]";
  }
}
