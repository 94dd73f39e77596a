package io.kvmsdk.ovs;

import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.Secret;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * One end of a tunnel as kvm-crate's {@code :gre-connections} say it, of type {@code ipsec_gre}
 * where there is a key.
 *
 * @param bridge {@code :bridge}
 * @param iface {@code :iface}, at most 15 characters
 * @param remoteIp {@code :remote-ip}
 * @param psk {@code :psk}
 */
public record GreConnection(
    String bridge, String iface, InetAddress remoteIp, Optional<Secret> psk) {
  public GreConnection {
    Objects.requireNonNull(bridge);
    Objects.requireNonNull(iface);
    Objects.requireNonNull(remoteIp);
    Objects.requireNonNull(psk);
  }

  public static GreConnection of(String bridge, String iface, String remoteIp, Secret psk) {
    return new GreConnection(bridge, iface, IpAddresses.parse(remoteIp), Optional.of(psk));
  }
}
