package io.kvmsdk.ovs;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.host.HostShell;
import io.kvmsdk.ovs.InterfaceType.TunnelType;
import io.kvmsdk.ovs.ovsdb.Row;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks whether an end of a tunnel is encrypted. The database tells only that it should be; the
 * monitor's own list is no proof either, for it does not know strongSwan's keys: Linux is asked.
 */
final class IpsecProbe {
  /**
   * Each part may lack its program, which is an answer too. A monitor that waits for charon does
   * not answer. The keys themselves, which Linux shows root, stay on the host.
   */
  static final String SCRIPT =
      """
      ovs-appctl --timeout=10 -t ovs-monitor-ipsec version > /dev/null 2>&1 && echo monitor
      echo == && ip xfrm state 2> /dev/null | grep -E '^src|proto esp'
      echo == && ip xfrm policy 2> /dev/null
      exit 0
      """;

  private final SwitchState state;
  private final Optional<HostShell> shell;

  IpsecProbe(SwitchState state, Optional<HostShell> shell) {
    this.state = state;
    this.shell = shell;
  }

  IpsecStatus look(MeshTunnel tunnel, MeshTunnel.End end) {
    Optional<String> missing = configured(end);
    if (missing.isPresent()) {
      return new IpsecStatus(end, IpsecStatus.State.NOT_PROTECTED, missing.get());
    }
    if (shell.isEmpty()) {
      return new IpsecStatus(
          end, IpsecStatus.State.UNKNOWN, "only a shell on the host can tell more");
    }
    try {
      String[] answers = shell.get().script(SCRIPT, "").split("==\n?", -1);
      return judge(tunnel, end, answers);
    } catch (KvmException e) {
      return new IpsecStatus(end, IpsecStatus.State.UNKNOWN, e.getMessage());
    }
  }

  /** Why the database alone tells that it is not protected. */
  private Optional<String> configured(MeshTunnel.End end) {
    Optional<Row> device = state.networkInterface(end.port());
    Optional<Row> bridge = state.port(end.port()).flatMap(state::bridgeOf);
    if (device.isEmpty() || bridge.isEmpty()) {
      return Optional.of("the host has no such port");
    }
    Map<String, String> options = device.get().map("options");
    if (!options.containsKey("psk")
        && !options.containsKey("remote_name")
        && !options.containsKey("remote_cert")) {
      return Optional.of("no IPsec is asked for");
    }
    return bridge.get().text("datapath_type").equals(DatapathType.NETDEV.text())
        ? Optional.of("its bridge's datapath, netdev, bypasses IPsec: packets go in clear text")
        : Optional.empty();
  }

  private static IpsecStatus judge(MeshTunnel tunnel, MeshTunnel.End end, String[] answers) {
    String own = end.host().address();
    String peer = tunnel.peer(end).host().address();
    String problem = null;
    if (answers.length != 3 || !answers[0].contains("monitor")) {
      problem = "ovs-monitor-ipsec does not run on the host, or does not answer";
    } else {
      Optional<String> out = association(answers[2], tunnel.type(), "out", own, peer);
      Optional<String> in = association(answers[2], tunnel.type(), "in", peer, own);
      if (out.isEmpty() || in.isEmpty()) {
        problem = "Linux has no policy that wants these packets encrypted";
      } else if (!keys(answers[1], own, peer, out.get())
          || !keys(answers[1], peer, own, in.get())) {
        problem = "the hosts have agreed on no keys, which they do when there is a packet to send";
      }
    }
    return problem == null
        ? new IpsecStatus(end, IpsecStatus.State.PROTECTED, "ESP in both directions")
        : new IpsecStatus(end, IpsecStatus.State.NOT_PROTECTED, problem);
  }

  /**
   * The number ({@code reqid}) by which a policy asks for keys, if there is one that has the
   * tunnel's packets encrypted, and not only where that can be ({@code level use}). Another policy
   * between the same hosts, as of another kind of tunnel, says nothing of this one.
   */
  private static Optional<String> association(
      String policies, TunnelType type, String direction, String from, String to) {
    Pattern wanted =
        Pattern.compile(
            "src %s(/\\d+)? dst %s(/\\d+)? proto %s .*dir %s .*proto esp .*?reqid (\\d+) mode .*"
                .formatted(Pattern.quote(from), Pattern.quote(to), protocol(type), direction));
    return blocks(policies)
        .map(wanted::matcher)
        .filter(m -> m.lookingAt() && !m.group().contains(" level use"))
        .map(m -> m.group(3))
        .findFirst();
  }

  /** What ovs-monitor-ipsec protects: RFC 7348's and RFC 8926's port for the UDP of both kinds. */
  private static String protocol(TunnelType type) {
    return switch (type) {
      case GRE -> "gre";
      case VXLAN -> "udp dport 4789";
      case GENEVE -> "udp dport 6081";
    };
  }

  /** An association that is only being negotiated has no SPI yet. */
  private static boolean keys(String states, String from, String to, String reqid) {
    Pattern wanted =
        Pattern.compile(
            "src %s dst %s proto esp spi 0x(?!00000000)\\S+ reqid %s .*"
                .formatted(Pattern.quote(from), Pattern.quote(to), reqid));
    return blocks(states).anyMatch(block -> wanted.matcher(block).lookingAt());
  }

  /** Each block begins at the margin. */
  private static Stream<String> blocks(String text) {
    return Arrays.stream(text.split("\n(?=\\S)", -1)).map(block -> block.replaceAll("\\s+", " "));
  }
}
