package io.kvmsdk.iso.error;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;

/** The bytes of an image break the standard, or say something that cannot be. */
public class IsoFormatException extends KvmException {
  private static final long serialVersionUID = 1L;

  private final long byteOffset;
  private final String clause;

  /**
   * @param image the image's file, as the caller named it
   * @param byteOffset where in the image the fault lies
   * @param clause the clause that is broken, as "ECMA-119 9.1"
   * @param problem one sentence without a full stop
   */
  public IsoFormatException(String image, long byteOffset, String clause, String problem) {
    super(
        Subject.of("ISO image", image),
        problem + " (at byte " + byteOffset + ", " + clause + ")",
        "Check the image against the checksum that its publisher gives, and fetch it again");
    this.byteOffset = byteOffset;
    this.clause = clause;
  }

  /** Where in the image the fault lies. */
  public final long byteOffset() {
    return byteOffset;
  }

  /** The clause that is broken, as "ECMA-119 9.1". */
  public final String clause() {
    return clause;
  }
}
