package io.kvmsdk.internal.file;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4), by which content is known here. */
public final class Sha256 {
  private static final int BLOCK = 1 << 20;

  private Sha256() {}

  /** A digest of nothing yet. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * Of all bytes of a file, in lower-case hex digits.
   *
   * @throws CancelledException if the thread is interrupted
   */
  public static String of(Path file) throws IOException {
    MessageDigest digest = begin();
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(block) >= 0) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancelledException(Subject.of("file", file), "hashing was interrupted", "");
        }
        digest.update(block.flip());
        block.clear();
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
