package io.kvmsdk.iso.fuzz;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * An image of up to four megabytes in some kilobytes, so that a fuzzer changes what means
 * something: the number of blocks, then for each block that is not empty its number, and its bytes
 * up to the last that is not zero. All numbers have two bytes, the low one first.
 */
final class SparseImage implements ImageBytes {
  private static final int MOST_BLOCKS = 2048;
  private static final byte[] ZEROS = new byte[BLOCK];

  private final Map<Integer, byte[]> blocks = new HashMap<>();
  private final int count;

  private SparseImage(int count) {
    this.count = count;
  }

  /** Any input gives an image; what is cut off or beyond the end is left out. */
  static SparseImage decode(byte[] input) {
    ByteBuffer in = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    SparseImage image =
        new SparseImage(in.remaining() < 2 ? 0 : (in.getShort() & 0xffff) % MOST_BLOCKS);
    while (in.remaining() >= 4) {
      int block = in.getShort() & 0xffff;
      byte[] bytes = new byte[Math.min(Math.min(in.getShort() & 0xffff, in.remaining()), BLOCK)];
      in.get(bytes);
      image.blocks.put(block, Arrays.copyOf(bytes, BLOCK));
    }
    return image;
  }

  static byte[] encode(byte[] iso) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put(out, iso.length / BLOCK);
    for (int block = 0; block < iso.length / BLOCK; block++) {
      int length = BLOCK;
      while (length > 0 && iso[block * BLOCK + length - 1] == 0) {
        length--;
      }
      if (length > 0) {
        put(out, block);
        put(out, length);
        out.write(iso, block * BLOCK, length);
      }
    }
    return out.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, int number) {
    out.write(number);
    out.write(number >> 8);
  }

  @Override
  public String name() {
    return "fuzzed.iso";
  }

  @Override
  public long length() {
    return (long) count * BLOCK;
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    long at = offset;
    while (target.hasRemaining()) {
      byte[] block = blocks.getOrDefault((int) (at / BLOCK), ZEROS);
      int from = (int) (at % BLOCK);
      int length = Math.min(target.remaining(), BLOCK - from);
      target.put(block, from, length);
      at += length;
    }
  }

  /** Turns an image into a seed: the image's file, and the seed's. */
  public static void main(String... files) throws IOException {
    Files.write(Path.of(files[1]), encode(Files.readAllBytes(Path.of(files[0]))));
  }
}
