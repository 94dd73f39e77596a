package io.kvmsdk.storage;

/** How careful an upload is. */
public enum UploadOption {
  /**
   * Reads all that was sent back through the connection, and compares its SHA-256 with that of what
   * was read from the source.
   */
  VERIFY
}
