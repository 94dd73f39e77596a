package io.kvmsdk.qcow2;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import java.nio.file.Path;

/** A file is not a qcow2 image that can be trusted: it breaks a rule of the format. */
public class QcowFormatException extends KvmException {
  private static final long serialVersionUID = 1L;

  private final long byteOffset;
  private final String clause;

  /**
   * @param byteOffset where in the file the offending value lies
   * @param clause the section of qcow2.txt that it breaks
   */
  public QcowFormatException(Path file, long byteOffset, String clause, String problem) {
    super(
        Subject.of("qcow2 image", file),
        problem + " (byte " + byteOffset + "; qcow2.txt, " + clause + ")",
        "");
    this.byteOffset = byteOffset;
    this.clause = clause;
  }

  /** Where in the file the offending value lies. */
  public final long byteOffset() {
    return byteOffset;
  }

  /** The section of QEMU's docs/interop/qcow2.txt that is broken. */
  public final String clause() {
    return clause;
  }
}
