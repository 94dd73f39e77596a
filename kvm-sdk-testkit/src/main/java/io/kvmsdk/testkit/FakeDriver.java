package io.kvmsdk.testkit;

import io.kvmsdk.HypervisorInfo;
import io.kvmsdk.Pacer;
import io.kvmsdk.Version;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** libvirt's calls on a fake host, through one connection. */
final class FakeDriver implements Driver {
  static final String EMULATOR = "/usr/bin/qemu-system-x86_64";

  private static final Set<String> MACHINES = Set.of("q35", "pc-q35-7.2");
  private static final String DOMAIN_CAPABILITIES = resource("domain-capabilities.xml");
  private static final String CAPABILITIES = resource("capabilities.xml");

  private final Connection connection;
  private final FakeDomains domains;
  private final FakeUpdateCalls updates;
  private final FakeStats stats;
  private final FakeSnapshotCalls snapshots;
  private final FakeCheckpointCalls checkpoints;
  private final FakeBackupCalls backups;
  private final FakeBlockCalls blocks;
  private final FakeScreens screens;
  private final FakeConsoles consoles;
  private final FakeAgents agents;
  private final FakeMonitor monitor;
  private final FakeJobCalls jobs;
  private final FakeSaveCalls saves;
  private final FakeMigrationCalls migrations;
  private final FakeNetworks networks;
  private final FakeStorage storage;
  private final FakeSecrets secrets;
  private final FakeNwFilters nwFilters;
  private final FakeNodeDevices nodeDevices;
  private final FakeHostInterfaces hostInterfaces;
  private final FakeEvents events;

  FakeDriver(FakeHost host, URI uri) {
    this(host, uri, false);
  }

  FakeDriver(FakeHost host, URI uri, boolean readOnly) {
    connection = new Connection(host, uri, readOnly);
    domains = new FakeDomains(connection);
    updates = new FakeUpdateCalls(connection);
    stats = new FakeStats(connection);
    snapshots = new FakeSnapshotCalls(connection);
    checkpoints = new FakeCheckpointCalls(connection);
    backups = new FakeBackupCalls(connection);
    blocks = new FakeBlockCalls(connection);
    screens = new FakeScreens(connection);
    consoles = new FakeConsoles(connection);
    agents = new FakeAgents(connection);
    monitor = new FakeMonitor(connection);
    jobs = new FakeJobCalls(connection);
    saves = new FakeSaveCalls(connection);
    migrations = new FakeMigrationCalls(connection);
    networks = new FakeNetworks(connection);
    storage = new FakeStorage(connection);
    secrets = new FakeSecrets(connection);
    nwFilters = new FakeNwFilters(connection);
    nodeDevices = new FakeNodeDevices(connection);
    hostInterfaces = new FakeHostInterfaces(connection);
    events = new FakeEvents(connection);
  }

  @Override
  public URI uri() {
    return connection.uri;
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

  FakeHost host() {
    return connection.host;
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
  public Optional<Path> localFile(String hostPath) {
    return connection.host.localFile(hostPath);
  }

  @Override
  public HypervisorInfo info() {
    Version qemu = new Version(7, 2, 0);
    return new HypervisorInfo("fake", "QEMU", qemu, new Version(9, 0, 0), false, true);
  }

  @Override
  public String capabilitiesXml() {
    return CAPABILITIES;
  }

  @Override
  public String domainCapabilitiesXml(GuestKind kind) {
    connection.refuseReadOnly("virConnectGetDomainCapabilities");
    kind.machine()
        .filter(m -> !MACHINES.contains(m))
        .ifPresent(
            m -> {
              throw InvalidSpecException.of(
                  Subject.of("machine type", m), "the fake host has only " + MACHINES);
            });
    return DOMAIN_CAPABILITIES;
  }

  /** A fake guest runs on nothing at all, so that what it says it needs is what all hosts have. */
  @Override
  public Accelerator usableAccelerator() {
    return Accelerator.TCG;
  }

  @Override
  public Pacer pacer() {
    return connection.host.clock;
  }

  @Override
  public void close() {
    consoles.closeLines();
    events.close();
    connection.close();
  }

  private static String resource(String name) {
    try (InputStream in = FakeDriver.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the testkit's jar is damaged", e);
    }
  }
}
