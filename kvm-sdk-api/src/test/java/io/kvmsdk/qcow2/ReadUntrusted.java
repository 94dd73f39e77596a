package io.kvmsdk.qcow2;

import io.kvmsdk.error.KvmException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Reads images that cannot be trusted, in a JVM of its own, where it can be watched and bounded.
 */
final class ReadUntrusted {
  private static final int[] EDGES = {0, 1, 2, 7, 8, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xfe, 0xff};

  private ReadUntrusted() {}

  /** {@code all FOLDER}, or {@code mutated FOLDER COUNT}. */
  public static void main(String... arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    if (arguments[0].equals("all")) {
      try (DirectoryStream<Path> images = Files.newDirectoryStream(folder, "*.qcow2")) {
        images.forEach(image -> System.out.println(image.getFileName() + " " + read(image)));
      }
    } else {
      readMutated(folder, Integer.parseInt(arguments[2]));
    }
  }

  /** Lets nothing out but what is documented. */
  private static String read(Path image) {
    ChainOptions options = ChainOptions.builder().roots(List.of(image.getParent())).build();
    try (QcowDisk disk = QcowDisk.open(image, BackingFormat.QCOW2, options)) {
      disk.map();
      disk.read(0, ByteBuffer.allocate(3 * MappedBytes.CLUSTER));
      QcowImage.open(image).snapshots();
      return "was read";
    } catch (KvmException refused) {
      return "was refused: " + refused.getMessage();
    }
  }

  private static void readMutated(Path folder, int count) throws IOException {
    Random random = new Random(42);
    Files.write(folder.resolve("base.raw"), new byte[100_000]);
    Path image = folder.resolve("mutated.qcow2");
    int read = 0;
    long slowest = 0;
    byte[][] sound = {
      new MappedBytes().toBytes(),
      new MappedBytes().extendedL2().toBytes(),
      new MappedBytes().compressed().toBytes(),
      MappedBytes.over("base.raw", "raw").u32(4, 2).u64(72, 0).toBytes()
    };
    for (byte[] bytes : sound) {
      Files.write(image, bytes);
      try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
        for (int i = 0; i < count / sound.length; i++) {
          mutate(channel, bytes, random);
          long start = System.nanoTime();
          read += read(image).equals("was read") ? 1 : 0;
          slowest = Math.max(slowest, System.nanoTime() - start);
        }
      }
    }
    System.out.println("read " + read + ", refused " + (count - read));
    System.out.println("slowest " + slowest / 1_000_000 + " ms");
  }

  /** Overwrites a few bytes of the header and the tables, having restored all others. */
  private static void mutate(FileChannel channel, byte[] sound, Random random) throws IOException {
    for (int start : new int[] {0, MappedBytes.L1, MappedBytes.L2}) {
      byte[] part = Arrays.copyOfRange(sound, start, start + 128);
      for (int changes = random.nextInt(3); changes > 0; changes--) {
        int edge = EDGES[random.nextInt(EDGES.length)];
        part[random.nextInt(part.length)] = (byte) edge;
      }
      channel.write(ByteBuffer.wrap(part), start);
    }
  }
}
