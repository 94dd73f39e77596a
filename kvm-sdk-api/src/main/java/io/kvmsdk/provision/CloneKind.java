package io.kvmsdk.provision;

/** What a domain's clone shares with it. */
public enum CloneKind {
  /** Nothing: each disk is copied with all that lies below it, and stands alone. */
  FULL,
  /**
   * What lies below the domain's own images, as a golden image does: only those are copied. A disk
   * with nothing below it is copied as for {@link #FULL}.
   */
  LINKED
}
