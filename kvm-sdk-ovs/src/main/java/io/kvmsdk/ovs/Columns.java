package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Value;
import io.kvmsdk.value.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** What specs are in the columns of the database (ovs-vswitchd.conf.db(5)). */
final class Columns {
  private static final String OTHER_CONFIG = "other_config";
  private static final String EXTERNAL_IDS = "external_ids";
  private static final String OPTIONS = "options";

  private Columns() {}

  static Wanted of(BridgeSpec bridge) {
    Wanted wanted =
        new Wanted()
            .set("datapath_type", bridge.datapathType().map(DatapathType::text))
            .set("fail_mode", bridge.failMode().map(FailMode::text))
            .set("stp_enable", bridge.stp().or(() -> offBeside(bridge.rstp())))
            .set("rstp_enable", bridge.rstp().or(() -> offBeside(bridge.stp())))
            .set("mcast_snooping_enable", bridge.multicastSnooping())
            .put(OTHER_CONFIG, bridge.otherConfig())
            .put(EXTERNAL_IDS, bridge.externalIds());
    return bridge.protocols().isEmpty()
        ? wanted
        : wanted.set("protocols", Value.set(bridge.protocols()));
  }

  /** STP and RSTP exclude each other: one that is turned on turns the other off. */
  private static Optional<Boolean> offBeside(Optional<Boolean> other) {
    return other.filter(on -> on).map(on -> false);
  }

  static Wanted of(SwitchSpec spec) {
    return new Wanted().put(OTHER_CONFIG, spec.otherConfig()).put(EXTERNAL_IDS, spec.externalIds());
  }

  static Wanted of(ConnectionSpec connection) {
    return new Wanted()
        .set("target", connection.target())
        .set("connection_mode", connection.connectionMode().map(ConnectionMode::text))
        .set("inactivity_probe", connection.inactivityProbe().map(Duration::toMillis))
        .set("max_backoff", connection.maxBackoff().map(Duration::toMillis))
        .put(OTHER_CONFIG, connection.otherConfig())
        .put(EXTERNAL_IDS, connection.externalIds());
  }

  static Wanted of(PortSpec port) {
    Wanted wanted =
        new Wanted()
            .set("protected", port.protectedPort())
            .set("bond_mode", port.bondMode().map(BondMode::text))
            .set("lacp", port.lacp().map(Lacp::text))
            .set("bond_updelay", port.bondUpDelay().map(Duration::toMillis))
            .set("bond_downdelay", port.bondDownDelay().map(Duration::toMillis))
            .put(OTHER_CONFIG, port.otherConfig())
            .put(EXTERNAL_IDS, port.externalIds());
    port.vlan().ifPresent(vlan -> vlan(wanted, vlan));
    return wanted;
  }

  private static void vlan(Wanted wanted, Vlan vlan) {
    if (vlan instanceof Vlan.Access access) {
      vlan(wanted, "access", List.of(access.tag()), Set.of(), Set.of());
    } else if (vlan instanceof Vlan.Trunk trunk) {
      vlan(wanted, "trunk", List.of(), trunk.trunks(), Set.of());
    } else if (vlan instanceof Vlan.NativeTagged mode) {
      vlan(wanted, "native-tagged", List.of(mode.tag()), mode.trunks(), Set.of());
    } else if (vlan instanceof Vlan.NativeUntagged mode) {
      vlan(wanted, "native-untagged", List.of(mode.tag()), mode.trunks(), Set.of());
    } else if (vlan instanceof Vlan.Dot1qTunnel mode) {
      vlan(wanted, "dot1q-tunnel", List.of(mode.tag()), Set.of(), mode.customerVlans());
    }
  }

  private static void vlan(
      Wanted wanted, String mode, List<Integer> tag, Set<Integer> trunks, Set<Integer> customers) {
    wanted
        .set("vlan_mode", mode)
        .set("tag", Value.set(tag))
        .set("trunks", Value.set(trunks))
        .set("cvlans", Value.set(customers));
  }

  static Wanted of(InterfaceSpec spec) {
    Wanted wanted =
        new Wanted()
            .set("mac", spec.mac().map(Object::toString))
            .set("mtu_request", boxed(spec.mtu()))
            .set("ofport_request", boxed(spec.ofport()))
            .set("ingress_policing_rate", boxed(spec.ingressPolicingRate()))
            .set("ingress_policing_burst", boxed(spec.ingressPolicingBurst()));
    spec.type().ifPresent(type -> type(wanted, type));
    return wanted
        .put(OPTIONS, spec.options())
        .put(OTHER_CONFIG, spec.otherConfig())
        .put(EXTERNAL_IDS, spec.externalIds());
  }

  /** What a type says of its options is all of them: a key or a secret that it lacks goes. */
  private static void type(Wanted wanted, InterfaceType type) {
    wanted.set("type", text(type));
    if (type instanceof InterfaceType.Patch patch) {
      wanted.put(OPTIONS, "peer", Optional.of(patch.peer()));
    } else if (type instanceof InterfaceType.Tunnel tunnel) {
      wanted
          .remove(OPTIONS, Set.of("key", "in_key", "out_key", "psk", "remote_name", "remote_cert"))
          .put(OPTIONS, "remote_ip", Optional.of(tunnel.remote()))
          .put(OPTIONS, "key", boxed(tunnel.key()))
          .put(OPTIONS, "psk", tunnel.psk().map(Secret::reveal))
          .put(OPTIONS, tunnel.options());
    } else if (type instanceof InterfaceType.Dpdk dpdk) {
      wanted.put(OPTIONS, "dpdk-devargs", Optional.of(dpdk.devargs()));
    } else if (type instanceof InterfaceType.VhostUserClient client) {
      wanted.put(OPTIONS, "vhost-server-path", Optional.of(client.socket()));
    }
  }

  /** As the database names the type; a device of the host's has the empty name. */
  static String text(InterfaceType type) {
    if (type instanceof InterfaceType.Internal) {
      return "internal";
    } else if (type instanceof InterfaceType.Patch) {
      return "patch";
    } else if (type instanceof InterfaceType.Tunnel tunnel) {
      return tunnel.type().text();
    } else if (type instanceof InterfaceType.Dpdk) {
      return "dpdk";
    } else if (type instanceof InterfaceType.VhostUserClient) {
      return "dpdkvhostuserclient";
    } else if (type instanceof InterfaceType.Other other) {
      return other.type();
    }
    return "";
  }

  static Wanted of(QosSpec qos) {
    return new Wanted()
        .set("type", qos.type())
        .put(OTHER_CONFIG, "max-rate", boxed(qos.maxRate()))
        .put(OTHER_CONFIG, qos.otherConfig())
        .put(EXTERNAL_IDS, qos.externalIds());
  }

  static Wanted of(QueueSpec queue) {
    return new Wanted()
        .set("dscp", boxed(queue.dscp()))
        .put(OTHER_CONFIG, "min-rate", boxed(queue.minRate()))
        .put(OTHER_CONFIG, "max-rate", boxed(queue.maxRate()))
        .put(OTHER_CONFIG, "burst", boxed(queue.burst()))
        .put(OTHER_CONFIG, "priority", boxed(queue.priority()))
        .put(OTHER_CONFIG, queue.otherConfig())
        .put(EXTERNAL_IDS, queue.externalIds());
  }

  /** Without its ports, which only a transaction can name. */
  static Wanted of(MirrorSpec mirror) {
    return new Wanted()
        .set("name", mirror.name())
        .set("select_all", mirror.all())
        .set("select_vlan", Value.set(mirror.vlans()))
        .set("output_vlan", boxed(mirror.outputVlan()).map(Value::of).orElse(Value.set()))
        .set("snaplen", boxed(mirror.snaplen()).map(Value::of).orElse(Value.set()))
        .put(EXTERNAL_IDS, mirror.externalIds());
  }

  static Wanted of(FlowExport export) {
    Wanted wanted = new Wanted().set("targets", Value.set(export.targets()));
    if (export instanceof FlowExport.Sflow sflow) {
      return wanted
          .set("agent", sflow.agent())
          .set("sampling", boxed(sflow.sampling()))
          .set("polling", sflow.polling().map(Duration::toSeconds))
          .set("header", boxed(sflow.header()));
    } else if (export instanceof FlowExport.Netflow netflow) {
      return wanted.set("active_timeout", netflow.activeTimeout().map(Duration::toSeconds));
    }
    FlowExport.Ipfix ipfix = (FlowExport.Ipfix) export;
    return wanted
        .set("sampling", boxed(ipfix.sampling()))
        .set("obs_domain_id", boxed(ipfix.domain()))
        .set("obs_point_id", boxed(ipfix.point()))
        .set("cache_active_timeout", ipfix.activeTimeout().map(Duration::toSeconds));
  }

  private static Optional<Integer> boxed(OptionalInt number) {
    return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
  }

  private static Optional<Long> boxed(OptionalLong number) {
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }
}
