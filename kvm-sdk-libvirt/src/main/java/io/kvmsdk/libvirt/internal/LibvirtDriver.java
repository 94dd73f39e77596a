package io.kvmsdk.libvirt.internal;

import io.kvmsdk.ConnectOptions;
import io.kvmsdk.HypervisorInfo;
import io.kvmsdk.Pacer;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.internal.driver.AgentDriver;
import io.kvmsdk.internal.driver.BackupDriver;
import io.kvmsdk.internal.driver.BlockDriver;
import io.kvmsdk.internal.driver.CheckpointDriver;
import io.kvmsdk.internal.driver.ConsoleDriver;
import io.kvmsdk.internal.driver.DomainDriver;
import io.kvmsdk.internal.driver.Driver;
import io.kvmsdk.internal.driver.EventDriver;
import io.kvmsdk.internal.driver.HostInterfaceDriver;
import io.kvmsdk.internal.driver.JobDriver;
import io.kvmsdk.internal.driver.MigrationDriver;
import io.kvmsdk.internal.driver.MonitorDriver;
import io.kvmsdk.internal.driver.NetworkDriver;
import io.kvmsdk.internal.driver.NodeDeviceDriver;
import io.kvmsdk.internal.driver.NwFilterDriver;
import io.kvmsdk.internal.driver.SaveDriver;
import io.kvmsdk.internal.driver.ScreenDriver;
import io.kvmsdk.internal.driver.SecretDriver;
import io.kvmsdk.internal.driver.SnapshotDriver;
import io.kvmsdk.internal.driver.StatsDriver;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.internal.driver.UpdateDriver;
import io.kvmsdk.internal.xml.GuestKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** libvirt's C API over one connection. */
final class LibvirtDriver implements Driver {
  private final Connection connection;
  private final Optional<Accelerator> accelerator;
  private final LongCalls longCalls;
  private final AcceleratorVerdict verdict;
  private final EventPacer pacer = new EventPacer();
  private final LibvirtEvents events;
  private final LibvirtDomains domains;
  private final LibvirtUpdates updates;
  private final LibvirtStats stats;
  private final LibvirtSnapshots snapshots;
  private final LibvirtCheckpoints checkpoints;
  private final LibvirtBackups backups;
  private final LibvirtBlocks blocks;
  private final LibvirtScreens screens;
  private final LibvirtConsoles consoles;
  private final LibvirtAgents agents;
  private final LibvirtMonitor monitor;
  private final LibvirtJobs jobs;
  private final LibvirtSaves saves;
  private final LibvirtMigrations migrations;
  private final LibvirtNetworks networks;
  private final LibvirtStorage storage;
  private final LibvirtSecrets secrets;
  private final LibvirtNwFilters nwFilters;
  private final LibvirtNodeDevices nodeDevices;
  private final LibvirtHostInterfaces hostInterfaces;

  static LibvirtDriver connect(URI uri) {
    return connect(uri, ConnectOptions.builder().build());
  }

  static LibvirtDriver connect(URI uri, ConnectOptions options) {
    Connection connection = Connection.open(LibvirtLibrary.get(), uri, options);
    try {
      return new LibvirtDriver(connection, options.accelerator());
    } catch (RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  private LibvirtDriver(Connection connection, Optional<Accelerator> accelerator) {
    this.connection = connection;
    this.accelerator = accelerator;
    this.longCalls = new LongCalls(connection, pacer);
    this.verdict = verdict(() -> new AcceleratorProbe(this, connection, longCalls).probe());
    this.events = new LibvirtEvents(connection, pacer);
    this.domains = new LibvirtDomains(connection);
    this.updates = new LibvirtUpdates(connection);
    this.stats = new LibvirtStats(connection);
    this.snapshots = new LibvirtSnapshots(connection);
    this.checkpoints = new LibvirtCheckpoints(connection);
    this.backups = new LibvirtBackups(connection);
    this.blocks = new LibvirtBlocks(connection);
    this.screens = new LibvirtScreens(connection);
    this.consoles = new LibvirtConsoles(connection);
    this.agents = new LibvirtAgents(connection);
    this.jobs = new LibvirtJobs(connection);
    this.monitor = new LibvirtMonitor(connection, longCalls);
    this.saves = new LibvirtSaves(connection, longCalls);
    this.migrations = new LibvirtMigrations(connection, longCalls);
    this.networks = new LibvirtNetworks(connection);
    this.storage = new LibvirtStorage(connection);
    this.secrets = new LibvirtSecrets(connection);
    this.nwFilters = new LibvirtNwFilters(connection);
    this.nodeDevices = new LibvirtNodeDevices(connection);
    this.hostInterfaces = new LibvirtHostInterfaces(connection);
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
  public UpdateDriver updates() {
    return updates;
  }

  @Override
  public StatsDriver stats() {
    return stats;
  }

  @Override
  public SnapshotDriver snapshots() {
    return snapshots;
  }

  @Override
  public CheckpointDriver checkpoints() {
    return checkpoints;
  }

  @Override
  public BackupDriver backups() {
    return backups;
  }

  @Override
  public BlockDriver blocks() {
    return blocks;
  }

  @Override
  public ScreenDriver screens() {
    return screens;
  }

  @Override
  public AgentDriver agents() {
    return agents;
  }

  @Override
  public MonitorDriver monitor() {
    return monitor;
  }

  @Override
  public ConsoleDriver consoles() {
    return consoles;
  }

  @Override
  public JobDriver jobs() {
    return jobs;
  }

  @Override
  public SaveDriver saves() {
    return saves;
  }

  @Override
  public MigrationDriver migrations() {
    return migrations;
  }

  Connection connection() {
    return connection;
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
  public EventDriver events() {
    return events;
  }

  @Override
  public SecretDriver secrets() {
    return secrets;
  }

  @Override
  public NwFilterDriver nwFilters() {
    return nwFilters;
  }

  @Override
  public NodeDeviceDriver nodeDevices() {
    return nodeDevices;
  }

  @Override
  public HostInterfaceDriver hostInterfaces() {
    return hostInterfaces;
  }

  @Override
  public HypervisorInfo info() {
    return stats.node().hypervisor();
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
  public String domainCapabilitiesXml(GuestKind kind) {
    return connection
        .call(
            c ->
                connection.check(
                    connection.subject(),
                    connection
                        .api()
                        .virConnectGetDomainCapabilities(
                            c,
                            kind.emulator().orElse(null),
                            kind.architecture().orElse(null),
                            kind.machine().orElse(null),
                            kind.type(),
                            0)))
        .toString();
  }

  /** Of this connection, whose state a test looks into. */
  AcceleratorProbe probe(String emulator, Duration patience) {
    return new AcceleratorProbe(this, connection, longCalls, emulator, patience);
  }

  /** Of this connection, with a probe of a test's own. */
  AcceleratorVerdict verdict(Supplier<Accelerator> probe) {
    return new AcceleratorVerdict(this, connection, probe);
  }

  /**
   * What the program said, else the user, else what a probe of this host has found. A guest is
   * needed to know it of KVM, and none can be run on a connection that only looks.
   */
  @Override
  public Accelerator usableAccelerator() {
    Optional<Accelerator> told = accelerator.filter(a -> a != Accelerator.AUTO);
    if (connection.readOnly()) {
      return told.orElse(Accelerator.TCG);
    }
    return told.or(AcceleratorProbe::override).orElseGet(verdict::accelerator);
  }

  /** libvirt's test driver has a type of its own. */
  @Override
  public String domainType(Accelerator accelerator) {
    return "test".equals(uri().getScheme()) ? "test" : Driver.super.domainType(accelerator);
  }

  /**
   * Only what QEMU's own daemon on this machine has: any transport may lead elsewhere, a Unix
   * socket, too, which ssh or a container can forward, and a parameter can name.
   */
  @Override
  public Optional<Path> localFile(String hostPath) {
    boolean here =
        "qemu".equals(uri().getScheme())
            && uri().getAuthority() == null
            && uri().getRawQuery() == null;
    return here ? Optional.of(Path.of(hostPath)) : Optional.empty();
  }

  @Override
  public Pacer pacer() {
    return pacer;
  }

  @Override
  public void close() {
    consoles.close();
    events.close();
    connection.close();
  }
}
