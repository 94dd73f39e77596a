package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.iso.error.IsoFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Puts faults into sound images, and holds readers to how these must be refused. */
final class Faults {
  static final int PVD = 16 * 2048;

  private Faults() {}

  /** An image, whose numbers are read little-endian. */
  static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A copy of an image, beside it, that has a fault. */
  static Path broken(Path iso, Consumer<ByteBuffer> fault) throws IOException {
    byte[] bytes = Files.readAllBytes(iso);
    fault.accept(buffer(bytes));
    return Files.write(iso.resolveSibling("broken.iso"), bytes);
  }

  /** Where the root of the tree begins that a descriptor gives. */
  static int root(ByteBuffer b, int descriptor) {
    return b.getInt(descriptor + 156 + 2) * 2048;
  }

  /** Where the records of a folder begin, by the record that names it. */
  static int extent(ByteBuffer b, int record) {
    return b.getInt(record + 2) * 2048;
  }

  /** The offset of the record in {@code directory} whose identifier begins with {@code name}. */
  static int record(ByteBuffer b, int directory, String name) {
    int at = directory;
    while (b.get(at) != 0) {
      byte[] identifier = new byte[b.get(at + 32)];
      b.get(at + 33, identifier);
      if (new String(identifier, StandardCharsets.ISO_8859_1).startsWith(name)) {
        return at;
      }
      at += b.get(at) & 0xff;
    }
    throw new AssertionError("no record " + name);
  }

  /** The offset of the entry of a record, or of what follows it, that has a signature. */
  static int entry(ByteBuffer b, int from, String signature) {
    for (int at = from; at < from + 2048; at++) {
      if (b.get(at) == signature.charAt(0)
          && b.get(at + 1) == signature.charAt(1)
          && b.get(at + 3) == 1) {
        return at;
      }
    }
    throw new AssertionError("no entry " + signature);
  }

  /** Writes both halves of a both-byte order number. */
  static void putBoth32(ByteBuffer b, int at, int value) {
    b.putInt(at, value).putInt(at + 4, Integer.reverseBytes(value));
  }

  /** Reading all of it must refuse it by image, offset and clause. */
  static void assertRefused(Path image, String clause) {
    assertThatThrownBy(() -> readAll(image))
        .isInstanceOfSatisfying(
            IsoFormatException.class,
            e -> {
              assertThat(e.clause()).contains(clause);
              assertThat(e)
                  .hasMessageContaining(image.toString())
                  .hasMessageContaining(clause)
                  .hasMessageContaining(String.valueOf(e.byteOffset()));
            });
  }

  static void readAll(Path image) {
    try (IsoImage opened = IsoImage.open(image)) {
      for (IsoEntry e : opened.walk().toList()) {
        if (e.kind() == IsoEntry.Kind.FILE) {
          opened.read(e.path());
        }
      }
      opened.bootEntries();
    }
  }
}
