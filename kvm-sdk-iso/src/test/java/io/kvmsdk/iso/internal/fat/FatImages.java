package io.kvmsdk.iso.internal.fat;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.iso.internal.ecma119.ImageInMemory;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** FAT images of every kind, made and judged by mtools and dosfstools. */
final class FatImages {
  static final Instant TIME = Instant.parse("2024-07-03T12:34:56Z");

  private FatImages() {}

  /** How an image is made: one of each width, and what is rare besides. */
  enum Kind {
    FAT12(1440),
    FAT12_OF_INSTALLERS(5024),
    FAT16(20_480, "-F", 16),
    FAT32(36_864, "-F", 32, "-s", 1),
    BIG_SECTORS(16_384, "-S", 2048, "-F", 12),
    ONE_TABLE(4096, "-f", 1, "-r", 32);

    private final int kib;
    private final List<Object> options;

    Kind(int kib, Object... options) {
      this.kib = kib;
      this.options = List.of(options);
    }

    FatType type() {
      return this == FAT32 ? FatType.FAT32 : this == FAT16 ? FatType.FAT16 : FatType.FAT12;
    }

    /** An empty image with a label. */
    Path make(Path folder) {
      return FatImages.make(folder, kib, options);
    }
  }

  static Path make(Path folder, int kib, List<Object> options) {
    Path image = folder.resolve("fat.img");
    List<Object> command = new ArrayList<>(List.of("mkfs.fat", "--invariant", "-n", "ESP"));
    command.addAll(options);
    command.addAll(List.of("-C", image, kib));
    Tool.run(command.toArray()).orFail();
    return image;
  }

  static byte[] noise(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static FatVolume open(byte[] image) {
    return FatVolume.open(new ImageInMemory("fat.img", image), 0, image.length);
  }

  static FatVolume open(Path image) throws IOException {
    return open(Files.readAllBytes(image));
  }

  /** Edits an image's file, and gives how many sectors of 2,048 bytes have changed. */
  static int edit(Path image, Consumer<FatChanges> edits) throws IOException {
    byte[] before = Files.readAllBytes(image);
    byte[] after = before.clone();
    FatChanges changes = new FatChanges(open(before), TIME);
    edits.accept(changes);
    changes
        .volume()
        .forEachWritten(
            (offset, bytes) ->
                System.arraycopy(bytes, 0, after, Math.toIntExact(offset), bytes.length));
    Files.write(image, after);
    int changed = 0;
    for (int at = 0; at < after.length; at += 2048) {
      int end = Math.min(after.length, at + 2048);
      changed += Arrays.equals(before, at, end, after, at, end) ? 0 : 1;
    }
    return changed;
  }

  /** Fails if fsck.fat says more than its version and its summary. */
  static void check(Path image) {
    assertThat(Tool.run("fsck.fat", "-n", image).orFail().output().lines()).hasSize(2);
  }

  /** What mtools finds: each file's content by path, null for folders. */
  static Map<String, byte[]> extracted(Path image, Path target) throws IOException {
    Files.createDirectories(target);
    Tool.run("mcopy", "-s", "-m", "-n", "-i", image, "::*", target).orFail();
    Map<String, byte[]> found = new TreeMap<>();
    try (var files = Files.walk(target)) {
      files
          .filter(f -> !f.equals(target))
          .forEach(f -> found.put("/" + target.relativize(f), content(f)));
    }
    return found;
  }

  private static byte[] content(Path file) {
    try {
      return Files.isDirectory(file) ? null : Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What we find, in the same form. */
  static Map<String, byte[]> read(FatVolume volume) {
    Map<String, byte[]> found = new TreeMap<>();
    read(volume, "/", found);
    return found;
  }

  private static void read(FatVolume volume, String folder, Map<String, byte[]> found) {
    for (FatEntry e : volume.list(folder)) {
      found.put(e.path(), e.directory() ? null : volume.read(e.path()));
      if (e.directory()) {
        read(volume, e.path(), found);
      }
    }
  }

  static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected) {
    assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((path, bytes) -> assertThat(actual.get(path)).as(path).isEqualTo(bytes));
  }
}
