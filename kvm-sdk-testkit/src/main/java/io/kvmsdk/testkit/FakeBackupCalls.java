package io.kvmsdk.testkit;

import io.kvmsdk.internal.driver.BackupDriver;
import io.kvmsdk.internal.xml.BackupXml;
import io.kvmsdk.internal.xml.CheckpointXml;
import java.util.Optional;
import java.util.UUID;

/** libvirt's calls on backups of domains on a fake host. */
final class FakeBackupCalls implements BackupDriver {
  private final Connection connection;

  FakeBackupCalls(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void begin(UUID domain, String xml, Optional<String> checkpointXml, boolean reuse) {
    BackupXml document = BackupXml.parse(xml);
    Optional<CheckpointXml> checkpoint = checkpointXml.map(CheckpointXml::parse);
    Registry<FakeDomain> domains = connection.host.domains;
    connection.begin(
        Operation.BACKUP_BEGIN,
        () -> domains.subject(domains.get(domain).ref().name()),
        transfer -> {
          domains.get(domain).backups.begin(document, checkpoint, reuse, transfer);
          return null;
        });
  }

  @Override
  public Optional<String> xml(UUID domain) {
    return connection.ask(
        Operation.BACKUP_READ, connection.host.domains, domain, d -> d.backups.xml());
  }
}
