package io.kvmsdk.testkit;

import io.kvmsdk.domain.RevertTo;
import io.kvmsdk.internal.driver.SnapshotDriver;
import io.kvmsdk.internal.xml.SnapshotXml;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** libvirt's calls on the snapshots of domains on a fake host. */
final class FakeSnapshotCalls implements SnapshotDriver {
  private final Connection connection;

  FakeSnapshotCalls(Connection connection) {
    this.connection = connection;
  }

  @Override
  public List<String> list(UUID domain) {
    return ask(domain, FakeSnapshots::names);
  }

  @Override
  public boolean exists(UUID domain, String snapshot) {
    return ask(domain, s -> s.names().contains(snapshot));
  }

  @Override
  public Optional<String> current(UUID domain) {
    return ask(domain, FakeSnapshots::current);
  }

  @Override
  public void create(UUID domain, String xml, boolean diskOnly, boolean quiesce) {
    SnapshotXml document = SnapshotXml.parse(xml);
    change(Operation.SNAPSHOT_CREATE, domain, s -> s.create(document, diskOnly, quiesce));
  }

  @Override
  public String xml(UUID domain, String snapshot) {
    return ask(domain, s -> s.xml(snapshot));
  }

  @Override
  public void revert(UUID domain, String snapshot, RevertTo state) {
    change(Operation.SNAPSHOT_REVERT, domain, s -> s.revert(snapshot, state));
  }

  @Override
  public void delete(UUID domain, String snapshot, boolean metadataOnly) {
    change(Operation.SNAPSHOT_DELETE, domain, s -> s.delete(snapshot, metadataOnly));
  }

  private <T> T ask(UUID domain, Function<FakeSnapshots, T> question) {
    return connection.ask(
        Operation.SNAPSHOT_READ, connection.host.domains, domain, d -> question.apply(d.snapshots));
  }

  private void change(Operation operation, UUID domain, Consumer<FakeSnapshots> change) {
    connection.change(operation, connection.host.domains, domain, d -> change.accept(d.snapshots));
  }
}
