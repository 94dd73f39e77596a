package io.kvmsdk;

import java.util.Objects;

/**
 * Who is at the other end of a connection.
 *
 * @param hostname the host's own name for itself. libvirt: {@code virConnectGetHostname}
 * @param type of the hypervisor, as {@code QEMU}. libvirt: {@code virConnectGetType}
 * @param version of the hypervisor. libvirt: {@code virConnectGetVersion}
 * @param libvirt the version of libvirt there. libvirt: {@code virConnectGetLibVersion}
 * @param encrypted whether others could not read along. libvirt: {@code virConnectIsEncrypted}
 * @param secure whether it is encrypted, or never leaves the machine, as a Unix socket. libvirt:
 *     {@code virConnectIsSecure}
 */
public record HypervisorInfo(
    String hostname,
    String type,
    Version version,
    Version libvirt,
    boolean encrypted,
    boolean secure) {
  public HypervisorInfo {
    Objects.requireNonNull(hostname);
    Objects.requireNonNull(type);
    Objects.requireNonNull(version);
    Objects.requireNonNull(libvirt);
  }
}
