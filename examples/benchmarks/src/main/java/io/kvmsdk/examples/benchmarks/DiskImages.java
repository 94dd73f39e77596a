package io.kvmsdk.examples.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The images that are copied: always the same bytes, some of which a compressor can save. */
final class DiskImages {
  private static final int DISK_MIB = 2048;
  private static final int START_MIB = 64;
  private static final int WRITES = 2000;
  private static final int WORDS = 4000;

  private DiskImages() {}

  /** A qcow2 disk of 2 GiB with so many MiB of data in a row. */
  static Path golden(Scratch scratch, int mib) throws IOException {
    Path raw = scratch.file("golden.raw");
    byte[] text = text();
    try (RandomAccessFile out = new RandomAccessFile(raw.toFile(), "rw")) {
      out.setLength((long) DISK_MIB << 20);
      out.seek((long) START_MIB << 20);
      for (int i = 0; i < mib; i++) {
        out.write(text);
        text[i] ^= 1;
      }
    }
    Path golden = scratch.file("golden.qcow2");
    convert(scratch, raw, "raw", golden);
    Files.delete(raw);
    return golden;
  }

  /** An overlay of {@code golden} whose guest has written here and there, and zeros, too. */
  static Path overlay(Scratch scratch, Path golden) {
    Path overlay = scratch.file("overlay.qcow2");
    Rival.runLine(
        scratch.folder(), "qemu-img create -q -f qcow2 -F qcow2 -b %s %s", golden, overlay);
    List<String> command = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
    Random random = new Random(1);
    for (int i = 0; i < WRITES; i++) {
      int kib = 4 << random.nextInt(6);
      String what = i % 5 == 0 ? "-z" : "-P " + (1 + random.nextInt(255));
      String place = random.nextInt(DISK_MIB * 256 - 32) * 4L + "k " + kib + "k";
      command.addAll(List.of("-c", "write " + what + " " + place));
    }
    command.add(overlay.toString());
    Rival.run(scratch.folder(), command);
    return overlay;
  }

  /** What {@code image} holds, compressed with zlib. */
  static Path compressed(Scratch scratch, Path image) {
    Path compressed = scratch.file("compressed.qcow2");
    convert(scratch, image, "qcow2 -c -m 16 -W", compressed);
    return compressed;
  }

  private static void convert(Scratch scratch, Path from, String how, Path to) {
    Rival.runLine(scratch.folder(), "qemu-img convert -O qcow2 -f " + how + " %s %s", from, to);
  }

  /** A MiB of random words, of which zlib leaves a third. */
  private static byte[] text() {
    Random random = new Random(2);
    StringBuilder text = new StringBuilder();
    while (text.length() < 1 << 20) {
      text.append(Integer.toString(random.nextInt(WORDS) * 7919, Character.MAX_RADIX)).append(' ');
    }
    return text.substring(0, 1 << 20).getBytes(StandardCharsets.US_ASCII);
  }
}
