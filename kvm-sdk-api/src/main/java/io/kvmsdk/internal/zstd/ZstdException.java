package io.kvmsdk.internal.zstd;

import java.io.IOException;

/** The source breaks RFC 8878, needs what is not supported, or does not fill the target. */
public final class ZstdException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int byteOffset;
  private final String section;

  ZstdException(int byteOffset, String section, String problem) {
    super(problem + " (byte " + byteOffset + "; RFC 8878, " + section + ")");
    this.byteOffset = byteOffset;
    this.section = section;
  }

  /** Where the fault was seen, counted from the beginning of the source. */
  public int byteOffset() {
    return byteOffset;
  }

  /** The section of RFC 8878 that is broken, as "3.1.1.2". */
  public String section() {
    return section;
  }
}
