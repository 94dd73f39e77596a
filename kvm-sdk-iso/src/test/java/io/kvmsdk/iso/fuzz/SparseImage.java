package io.kvmsdk.iso.fuzz;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.judge.fuzz.Documented;
import io.kvmsdk.judge.fuzz.SparseBytes;
import java.nio.ByteBuffer;

/** An input as an ISO image of up to four megabytes. */
final class SparseImage implements ImageBytes {
  private static final int MOST_BLOCKS = 2048;

  private final SparseBytes bytes;

  SparseImage(byte[] input) {
    bytes = SparseBytes.decode(input, BLOCK, MOST_BLOCKS);
  }

  /** One question to the engine, whose cost is bounded. */
  void ask(Documented.Use use) {
    Documented.run(length(), use);
  }

  @Override
  public String name() {
    return "fuzzed.iso";
  }

  @Override
  public long length() {
    return bytes.length();
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    bytes.read(offset, target);
  }
}
