package io.kvmsdk.ovs;

import io.kvmsdk.change.Effect;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Row;
import java.util.Map;
import java.util.Set;

/**
 * What a host shows of itself for IPsec, which is one for all its tunnels. With a certificate,
 * ovs-monitor-ipsec takes tunnels that have a pre-shared key for invalid, and leaves them in clear
 * text (its {@code _is_valid_tunnel_conf}): a host has the one or the other.
 */
final class HostCertificates {
  private static final Set<String> KEYS = Set.of("certificate", "private_key", "ca_cert");
  private static final Subject SWITCH = Subject.of("switch", SwitchState.ROOT);

  private final String mesh;
  private final Set<String> ports;
  private final SwitchState state;
  private final Draft draft;

  /**
   * @param ports of the mesh, whether it has them already or not
   */
  HostCertificates(String mesh, Set<String> ports, SwitchState state, Draft draft) {
    this.mesh = mesh;
    this.ports = ports;
    this.state = state;
    this.draft = draft;
  }

  void plan(MeshSecurity security) {
    if (security instanceof MeshSecurity.Certificates files) {
      refuseBesides(
          Set.of("psk"),
          "has a pre-shared key, and would be in clear text once the host has a certificate");
      change(
          new Wanted()
              .put(
                  "other_config",
                  Map.of(
                      "certificate", files.certificate().toString(),
                      "private_key", files.privateKey().toString(),
                      "ca_cert", files.authority().toString())));
    } else if (!(security instanceof MeshSecurity.ClearText)
        && state.root().map("other_config").keySet().stream().anyMatch(KEYS::contains)) {
      refuseBesides(
          Set.of("remote_name", "remote_cert"),
          "needs the host's certificate, besides which pre-shared keys leave tunnels in clear text");
      change(new Wanted().remove("other_config", KEYS));
    }
  }

  private void change(Wanted wanted) {
    draft.change(Effect.LIVE, SWITCH, SwitchState.ROOT, state.root(), wanted.changes(state.root()));
  }

  private void refuseBesides(Set<String> options, String why) {
    for (Row device : state.rows(SwitchState.INTERFACE)) {
      if (!ours(device) && device.map("options").keySet().stream().anyMatch(options::contains)) {
        throw new ConflictException(
            Subject.of("interface", device.text("name")),
            "it " + why,
            "Have all tunnels of the host use certificates, or all of them pre-shared keys");
      }
    }
  }

  private boolean ours(Row device) {
    return state
        .portOf(device)
        .filter(
            port ->
                ports.contains(port.text("name"))
                    || mesh.equals(port.map("external_ids").get(TunnelMesh.MESH)))
        .isPresent();
  }
}
