package io.kvmsdk.internal.driver;

import java.util.Optional;
import java.util.UUID;

/** libvirt's calls on backups of domains; what is begun is a job of {@link JobDriver}. */
public interface BackupDriver {
  /**
   * {@code virDomainBackupBegin}. What fails to begin has left nothing behind.
   *
   * @param checkpointXml a checkpoint to be made at the same moment
   * @param reuse {@code VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL}
   */
  void begin(UUID domain, String xml, Optional<String> checkpointXml, boolean reuse);

  /** {@code virDomainBackupGetXMLDesc}; empty while there is no backup. */
  Optional<String> xml(UUID domain);
}
