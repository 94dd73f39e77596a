package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.RevertTo;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** libvirt's calls on the snapshots of domains, which are known by their names. */
public interface SnapshotDriver {
  /** {@code virDomainListAllSnapshots}, each after its parent. */
  List<String> list(UUID domain);

  /** {@code virDomainSnapshotLookupByName}. */
  boolean exists(UUID domain, String snapshot);

  /** {@code virDomainSnapshotCurrent}. */
  Optional<String> current(UUID domain);

  /**
   * {@code virDomainSnapshotCreateXML}, atomic where it is of disks only.
   *
   * @param diskOnly {@code VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY}
   * @param quiesce {@code VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE}
   */
  void create(UUID domain, String xml, boolean diskOnly, boolean quiesce);

  /** {@code virDomainSnapshotGetXMLDesc}, with secrets. */
  String xml(UUID domain, String snapshot);

  /** {@code virDomainRevertToSnapshot}. */
  void revert(UUID domain, String snapshot, RevertTo state);

  /** {@code virDomainSnapshotDelete}; {@code metadataOnly} leaves the images as they are. */
  void delete(UUID domain, String snapshot, boolean metadataOnly);
}
