package io.kvmsdk.libvirt.internal;

import io.kvmsdk.Pacer;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.internal.driver.BlockDriver;
import io.kvmsdk.internal.driver.DomainDriver;
import io.kvmsdk.internal.driver.Driver;
import io.kvmsdk.internal.driver.NetworkDriver;
import io.kvmsdk.internal.driver.SnapshotDriver;
import io.kvmsdk.internal.driver.StorageDriver;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** libvirt's C API over one connection. */
final class LibvirtDriver implements Driver {
  private final Connection connection;
  private final EventPacer pacer = new EventPacer();
  private final LifecycleEvents events;
  private final BlockJobEvents blockJobs;
  private final LibvirtDomains domains;
  private final LibvirtSnapshots snapshots;
  private final LibvirtBlocks blocks;
  private final LibvirtNetworks networks;
  private final LibvirtStorage storage;

  static LibvirtDriver connect(URI uri) {
    Connection connection = Connection.open(LibvirtLibrary.get(), uri);
    try {
      return new LibvirtDriver(connection);
    } catch (RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  private LibvirtDriver(Connection connection) {
    this.connection = connection;
    this.events = new LifecycleEvents(connection, pacer);
    this.blockJobs = new BlockJobEvents(connection, pacer);
    this.domains = new LibvirtDomains(connection, events);
    this.snapshots = new LibvirtSnapshots(connection);
    this.blocks = new LibvirtBlocks(connection);
    this.networks = new LibvirtNetworks(connection);
    this.storage = new LibvirtStorage(connection);
  }

  @Override
  public URI uri() {
    return connection.uri();
  }

  @Override
  public DomainDriver domains() {
    return domains;
  }

  @Override
  public SnapshotDriver snapshots() {
    return snapshots;
  }

  @Override
  public BlockDriver blocks() {
    return blocks;
  }

  @Override
  public NetworkDriver networks() {
    return networks;
  }

  @Override
  public StorageDriver storage() {
    return storage;
  }

  @Override
  public String capabilitiesXml() {
    return connection
        .call(
            c ->
                connection.check(
                    connection.subject(), connection.api().virConnectGetCapabilities(c)))
        .toString();
  }

  @Override
  public String domainCapabilitiesXml(String architecture, String machine, String domainType) {
    return connection
        .call(
            c ->
                connection.check(
                    connection.subject(),
                    connection
                        .api()
                        .virConnectGetDomainCapabilities(
                            c, null, architecture, machine, domainType, 0)))
        .toString();
  }

  @Override
  public Accelerator usableAccelerator() {
    return new AcceleratorProbe(this, connection).result();
  }

  /** libvirt's test driver has a type of its own. */
  @Override
  public String domainType(Accelerator accelerator) {
    return "test".equals(uri().getScheme()) ? "test" : Driver.super.domainType(accelerator);
  }

  /**
   * Only what QEMU's own daemon on this machine has: any transport may lead elsewhere, a Unix
   * socket, too, which ssh or a container can forward.
   */
  @Override
  public Optional<Path> localFile(String hostPath) {
    boolean here = "qemu".equals(uri().getScheme()) && uri().getAuthority() == null;
    return here ? Optional.of(Path.of(hostPath)) : Optional.empty();
  }

  @Override
  public Pacer pacer() {
    return pacer;
  }

  @Override
  public void close() {
    blockJobs.close();
    events.close();
    connection.close();
  }
}
