package io.kvmsdk.libvirt.internal;

import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.BackupDriver;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.jna.CString;
import org.libvirt.jna.DomainPointer;

/** libvirt's functions on backups. */
final class LibvirtBackups implements BackupDriver {
  private static final int REUSE_EXTERNAL = 1;

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<DomainPointer> domains;

  LibvirtBackups(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api));
  }

  /** It comes back once the backup has begun, for which all images are made first. */
  @Override
  public void begin(UUID domain, String xml, Optional<String> checkpointXml, boolean reuse) {
    Subject documents = Subject.of("domain", domain);
    NativeText.require(documents, xml);
    checkpointXml.ifPresent(text -> NativeText.require(documents, text));
    int flags = reuse ? REUSE_EXTERNAL : 0;
    connection.longCall(
        () ->
            domains.call(
                domain, d -> api.virDomainBackupBegin(d, xml, checkpointXml.orElse(null), flags)));
  }

  @Override
  public Optional<String> xml(UUID domain) {
    return domains.with(
        domain,
        (d, subject) ->
            connection
                .found(subject, api.virDomainBackupGetXMLDesc(d, 0), ErrorCode.NO_DOMAIN_BACKUP)
                .map(CString::toString));
  }
}
