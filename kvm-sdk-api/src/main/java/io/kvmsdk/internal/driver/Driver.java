package io.kvmsdk.internal.driver;

import io.kvmsdk.Pacer;
import io.kvmsdk.domain.Accelerator;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an adapter implements: libvirt's C API in Java's words, with its documents as text and its
 * objects known by UUID or name. Everything above it - handles, defaults, waiting, specs to and
 * from XML - is written once, in {@link DriverHypervisor}, for every adapter.
 *
 * <p>All calls are thread-safe, blocking, and throw the {@code KvmException} family.
 */
public interface Driver extends AutoCloseable {
  URI uri();

  DomainDriver domains();

  SnapshotDriver snapshots();

  BlockDriver blocks();

  NetworkDriver networks();

  StorageDriver storage();

  /** {@code virConnectGetCapabilities}. */
  String capabilitiesXml();

  /**
   * {@code virConnectGetDomainCapabilities} for a kind of domain; null picks libvirt's default.
   *
   * @throws io.kvmsdk.error.UnsupportedException if this driver has no such call
   */
  String domainCapabilitiesXml(String architecture, String machine, String domainType);

  /** KVM if a guest was seen to run under it here, else TCG. Tried out once, then remembered. */
  Accelerator usableAccelerator();

  /** The type of {@code <domain>} that {@code accelerator}, never AUTO, is called by. */
  default String domainType(Accelerator accelerator) {
    return accelerator == Accelerator.KVM ? "kvm" : "qemu";
  }

  /**
   * The file that the host has at {@code hostPath}, as this process finds it, whether it exists or
   * not; empty where the host is, or may be, another machine.
   */
  default Optional<Path> localFile(String hostPath) {
    return Optional.empty();
  }

  Pacer pacer();

  @Override
  void close();
}
