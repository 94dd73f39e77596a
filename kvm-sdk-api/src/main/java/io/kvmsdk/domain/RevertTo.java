package io.kvmsdk.domain;

/** What a domain does once it is reverted. libvirt: {@code virDomainSnapshotRevertFlags}. */
public enum RevertTo {
  /** What it did when the snapshot was taken. */
  AS_TAKEN,
  /** It runs; from a snapshot without memory it boots. */
  RUNNING,
  /** It is paused, with the processors stopped before their first instruction if need be. */
  PAUSED
}
