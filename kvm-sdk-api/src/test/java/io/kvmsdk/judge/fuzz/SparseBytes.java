package io.kvmsdk.judge.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * An image of some megabytes in some kilobytes, so that a fuzzer changes what means something: the
 * number of blocks, then for each block that is not empty its number, and its bytes up to the last
 * that is not zero. All numbers have two bytes, the low one first.
 */
public final class SparseBytes {
  private final Map<Integer, byte[]> blocks = new HashMap<>();
  private final int blockSize;
  private final byte[] zeros;
  private final int count;

  private SparseBytes(int blockSize, int count) {
    this.blockSize = blockSize;
    this.zeros = new byte[blockSize];
    this.count = count;
  }

  /**
   * Any input gives an image; what is cut off or beyond the end is left out.
   *
   * @param mostBlocks the count is taken modulo this
   */
  public static SparseBytes decode(byte[] input, int blockSize, int mostBlocks) {
    ByteBuffer in = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    int count = in.remaining() < 2 ? 0 : (in.getShort() & 0xffff) % mostBlocks;
    SparseBytes image = new SparseBytes(blockSize, count);
    while (in.remaining() >= 4) {
      int block = in.getShort() & 0xffff;
      byte[] bytes =
          new byte[Math.min(Math.min(in.getShort() & 0xffff, in.remaining()), blockSize)];
      in.get(bytes);
      image.blocks.put(block, Arrays.copyOf(bytes, blockSize));
    }
    return image;
  }

  public static byte[] encode(byte[] image, int blockSize) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put(out, image.length / blockSize);
    for (int block = 0; block < image.length / blockSize; block++) {
      int length = blockSize;
      while (length > 0 && image[block * blockSize + length - 1] == 0) {
        length--;
      }
      if (length > 0) {
        put(out, block);
        put(out, length);
        out.write(image, block * blockSize, length);
      }
    }
    return out.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, int number) {
    out.write(number);
    out.write(number >> 8);
  }

  public long length() {
    return (long) count * blockSize;
  }

  public void read(long offset, ByteBuffer target) {
    long at = offset;
    while (target.hasRemaining()) {
      byte[] block = blocks.getOrDefault((int) (at / blockSize), zeros);
      int from = (int) (at % blockSize);
      int length = Math.min(target.remaining(), blockSize - from);
      target.put(block, from, length);
      at += length;
    }
  }

  /** Makes {@code file} this image, with holes. */
  public void writeTo(FileChannel file) throws IOException {
    file.truncate(0);
    for (Map.Entry<Integer, byte[]> block : blocks.entrySet()) {
      if (block.getKey() < count) {
        file.write(ByteBuffer.wrap(block.getValue()), (long) block.getKey() * blockSize);
      }
    }
    if (file.size() < length()) {
      file.write(ByteBuffer.allocate(1), length() - 1);
    }
  }

  /** Turns an image into a seed: the image's file, the seed's, and the size of a block. */
  public static void main(String... arguments) throws IOException {
    byte[] image = Files.readAllBytes(Path.of(arguments[0]));
    Files.write(Path.of(arguments[1]), encode(image, Integer.parseInt(arguments[2])));
  }
}
