package io.kvmsdk.testkit;

import io.kvmsdk.internal.driver.CheckpointDriver;
import io.kvmsdk.internal.xml.CheckpointXml;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** libvirt's calls on the checkpoints of domains on a fake host. */
final class FakeCheckpointCalls implements CheckpointDriver {
  private final Connection connection;

  FakeCheckpointCalls(Connection connection) {
    this.connection = connection;
  }

  @Override
  public List<String> list(UUID domain, Which which) {
    return ask(domain, c -> c.names(which));
  }

  @Override
  public List<String> children(UUID domain, String checkpoint) {
    return ask(domain, c -> c.children(checkpoint));
  }

  @Override
  public boolean exists(UUID domain, String checkpoint) {
    return ask(domain, c -> c.exists(checkpoint));
  }

  @Override
  public void create(UUID domain, String xml, boolean quiesce) {
    CheckpointXml document = CheckpointXml.parse(xml);
    change(Operation.CHECKPOINT_CREATE, domain, c -> c.create(document, quiesce));
  }

  @Override
  public void redefine(UUID domain, String xml, boolean validate) {
    CheckpointXml document = CheckpointXml.parse(xml);
    change(Operation.CHECKPOINT_CREATE, domain, c -> c.redefine(document, validate));
  }

  @Override
  public String xml(UUID domain, String checkpoint, boolean sizes) {
    return ask(domain, c -> c.xml(checkpoint, sizes));
  }

  @Override
  public void delete(UUID domain, String checkpoint, boolean tree, boolean metadataOnly) {
    change(Operation.CHECKPOINT_DELETE, domain, c -> c.delete(checkpoint, tree, metadataOnly));
  }

  private <T> T ask(UUID domain, Function<FakeCheckpoints, T> question) {
    return connection.ask(
        Operation.CHECKPOINT_READ,
        connection.host.domains,
        domain,
        d -> question.apply(d.checkpoints));
  }

  private void change(Operation operation, UUID domain, Consumer<FakeCheckpoints> change) {
    connection.change(
        operation, connection.host.domains, domain, d -> change.accept(d.checkpoints));
  }
}
