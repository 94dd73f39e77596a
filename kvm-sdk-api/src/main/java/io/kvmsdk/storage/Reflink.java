package io.kvmsdk.storage;

/** Whether a clone shares its blocks with the source until one of the two is written to. */
public enum Reflink {
  /** Where both volumes are raw and the file system can; copied elsewhere. */
  AUTO,
  /** Refused where that cannot be. */
  ALWAYS,
  /** Every block is copied. */
  NEVER
}
