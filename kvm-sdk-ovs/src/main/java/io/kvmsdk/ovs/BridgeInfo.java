package io.kvmsdk.ovs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a bridge is at one moment.
 *
 * @param datapathType as the database names it; empty for Linux's
 * @param datapathId by which controllers know it; nothing while ovs-vswitchd has not made it
 * @param failMode as the database names it
 * @param rstpStatus what RSTP has found, by the database's names, as {@code rstp_bridge_id}
 * @param status what STP has found, by the database's names, as {@code stp_bridge_id}
 * @param mirrors what each has copied, in packets, by name
 * @param externalIds what others note there
 * @param controllers by target
 * @param ports by name, with the local one
 */
public record BridgeInfo(
    String name,
    String datapathType,
    Optional<String> datapathId,
    Optional<String> failMode,
    boolean stp,
    boolean rstp,
    Map<String, String> rstpStatus,
    Map<String, String> status,
    Map<String, Long> mirrors,
    Map<String, String> externalIds,
    List<ControllerInfo> controllers,
    List<PortInfo> ports) {}
