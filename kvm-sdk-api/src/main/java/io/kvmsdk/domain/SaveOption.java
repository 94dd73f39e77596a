package io.kvmsdk.domain;

/** How a domain is saved or restored. libvirt: {@code virDomainSaveRestoreFlags}. */
public enum SaveOption {
  /** The domain runs once it is restored, whatever it did before; not together with PAUSED. */
  RUNNING,
  /** The domain is paused once it is restored, whatever it did before. */
  PAUSED,
  /** The file goes past the host's page cache, so that other domains keep theirs. */
  BYPASS_CACHE,
  /** {@link Domain#save} alone: a file that is there already is lost, even if the save fails. */
  OVERWRITE
}
