package io.kvmsdk.domain;

/** Who speaks with the destination's daemon. */
public enum MigrationRoute {
  /** This process, through both connections. libvirt: {@code virDomainMigrate3}. */
  DIRECT,
  /** The source's daemon. libvirt: {@code virDomainMigrateToURI3}. */
  PEER_TO_PEER,
  /**
   * As PEER_TO_PEER, with the guest's memory inside of the daemons' connection, so that no other
   * port is needed; slower, and disks cannot be copied. libvirt: {@code VIR_MIGRATE_TUNNELLED}.
   */
  TUNNELLED
}
