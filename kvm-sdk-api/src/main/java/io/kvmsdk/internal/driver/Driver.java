package io.kvmsdk.internal.driver;

import io.kvmsdk.HypervisorInfo;
import io.kvmsdk.Pacer;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.GuestKind;
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

  UpdateDriver updates();

  StatsDriver stats();

  SnapshotDriver snapshots();

  CheckpointDriver checkpoints();

  BackupDriver backups();

  BlockDriver blocks();

  ScreenDriver screens();

  ConsoleDriver consoles();

  AgentDriver agents();

  MonitorDriver monitor();

  JobDriver jobs();

  SaveDriver saves();

  MigrationDriver migrations();

  NetworkDriver networks();

  StorageDriver storage();

  SecretDriver secrets();

  NwFilterDriver nwFilters();

  NodeDeviceDriver nodeDevices();

  HostInterfaceDriver hostInterfaces();

  EventDriver events();

  /** What libvirt tells of the connection and both programs behind it. */
  HypervisorInfo info();

  /** {@code virConnectGetCapabilities}. */
  String capabilitiesXml();

  /**
   * {@code virConnectGetDomainCapabilities} for a kind of domain.
   *
   * @throws io.kvmsdk.error.UnsupportedException if this driver has no such call
   */
  String domainCapabilitiesXml(GuestKind kind);

  /** KVM if a guest was seen to run under it here, else TCG. Tried out once, then remembered. */
  Accelerator usableAccelerator();

  /** The type of {@code <domain>} that {@code accelerator}, never AUTO, is called by. */
  default String domainType(Accelerator accelerator) {
    return DomainXml.typeOf(accelerator);
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
