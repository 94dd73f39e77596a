package io.kvmsdk.testkit;

import io.kvmsdk.Pacer;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.BlockDriver;
import io.kvmsdk.internal.driver.DomainDriver;
import io.kvmsdk.internal.driver.Driver;
import io.kvmsdk.internal.driver.NetworkDriver;
import io.kvmsdk.internal.driver.SnapshotDriver;
import io.kvmsdk.internal.driver.StorageDriver;
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
  private final FakeSnapshotCalls snapshots;
  private final FakeBlockCalls blocks;
  private final FakeNetworks networks;
  private final FakeStorage storage;

  FakeDriver(FakeHost host, URI uri) {
    connection = new Connection(host, uri);
    domains = new FakeDomains(connection);
    snapshots = new FakeSnapshotCalls(connection);
    blocks = new FakeBlockCalls(connection);
    networks = new FakeNetworks(connection);
    storage = new FakeStorage(connection);
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
  public Optional<Path> localFile(String hostPath) {
    return connection.host.localFile(hostPath);
  }

  @Override
  public String capabilitiesXml() {
    return CAPABILITIES;
  }

  @Override
  public String domainCapabilitiesXml(String architecture, String machine, String domainType) {
    if (machine != null && !MACHINES.contains(machine)) {
      throw InvalidSpecException.of(
          Subject.of("machine type", machine), "the fake host has only " + MACHINES);
    }
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
    domains.closeListeners();
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
