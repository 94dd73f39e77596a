package io.kvmsdk.iso;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes discs with programs that we did not write, and breaks them. */
final class Discs {
  private Discs() {}

  /** Writes {@code text} below {@code tree}, and makes the folders that it needs. */
  static void put(Path tree, String path, String text) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** A disc of {@code tree}, made by {@code genisoimage} or {@code xorrisofs} and their options. */
  static Path mkisofs(Path iso, Path tree, String command) {
    List<Object> words = new ArrayList<>(Arrays.asList(command.split(" ")));
    words.addAll(List.of("-quiet", "-o", iso, tree));
    Tool.run(words.toArray()).orFail();
    return iso;
  }

  /** Runs xorriso's own commands, which are separated by spaces. */
  static void xorriso(String commands) {
    List<Object> words = new ArrayList<>(List.of("xorriso", "-report_about", "FAILURE"));
    words.addAll(Arrays.asList(commands.split(" ")));
    Tool.run(words.toArray()).orFail();
  }

  static byte[] bytes(Path iso) throws IOException {
    return Files.readAllBytes(iso);
  }

  /** Where the first record begins whose identifier is {@code name}. */
  static int record(Path iso, String name) throws IOException {
    byte[] bytes = bytes(iso);
    byte[] wanted = name.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 16 * 2048; at < bytes.length - 33 - wanted.length; at++) {
      if (bytes[at + 32] == wanted.length
          && (bytes[at] & 0xff) > 33
          && bytes[at + 28] == 1
          && Arrays.equals(bytes, at + 33, at + 33 + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new AssertionError("no record of " + name);
  }

  /** Where in the record of {@code name} the entry with a signature begins. */
  static int entry(Path iso, String name, String signature) throws IOException {
    int record = record(iso, name);
    byte[] bytes = bytes(iso);
    int end = record + (bytes[record] & 0xff);
    int entry =
        new String(bytes, record, end - record, StandardCharsets.ISO_8859_1).indexOf(signature);
    if (entry < 0) {
      throw new AssertionError("no " + signature + " at " + name);
    }
    return record + entry;
  }

  static void write(Path iso, long at, int... values) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "rw")) {
      file.seek(at);
      for (int value : values) {
        file.write(value);
      }
    }
  }
}
