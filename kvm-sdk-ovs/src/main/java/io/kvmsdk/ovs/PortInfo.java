package io.kvmsdk.ovs;

import io.kvmsdk.value.MacAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a port is at one moment.
 *
 * @param interfaces one, or a bond's members
 * @param activeMember the MAC address of the bond's member that is used now
 * @param rstpStatus what RSTP has found, by the database's names, as {@code rstp_port_state}
 * @param externalIds what others note there
 */
public record PortInfo(
    String name,
    Vlan vlan,
    boolean protectedPort,
    List<InterfaceInfo> interfaces,
    Optional<MacAddress> activeMember,
    Map<String, String> rstpStatus,
    Map<String, String> externalIds) {}
