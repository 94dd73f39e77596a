package io.kvmsdk.qcow2;

/**
 * A run of the virtual disk's bytes; neither end need be aligned.
 *
 * @param offset at least 0, in bytes
 * @param length at least 0, in bytes
 */
public record Extent(long offset, long length) {
  public Extent {
    if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "an extent cannot begin at " + offset + " and have " + length + " bytes");
    }
  }

  /** The offset behind the last byte. */
  public long end() {
    return offset + length;
  }
}
