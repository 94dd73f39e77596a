package io.kvmsdk.qcow2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A sound image of 1 MiB over {@code base.raw}, for tests to break byte by byte. */
final class HeaderBytes {
  static final int CLUSTER = 65536;

  private final ByteBuffer bytes = ByteBuffer.allocate(3 * CLUSTER + 8);

  /** Written down by hand from qcow2.txt: the code under test must not be its own judge. */
  HeaderBytes() {
    bytes.putInt(0x514649fb).putInt(3).putLong(400).putInt(8).putInt(16).putLong(1 << 20);
    bytes.putInt(0).putInt(1).putLong(3 * CLUSTER).putLong(CLUSTER).putInt(1).putInt(0).putLong(0);
    bytes.putLong(0).putLong(0).putLong(0).putInt(4).putInt(112);
    u32(112, 0xe2792aca).u32(116, 3).text(120, "raw");
    text(400, "base.raw");
    u64(CLUSTER, 2 * CLUSTER);
    for (int cluster = 0; cluster < 4; cluster++) {
      bytes.putShort(2 * CLUSTER + 2 * cluster, (short) 1);
    }
  }

  HeaderBytes u8(int offset, int value) {
    bytes.put(offset, (byte) value);
    return this;
  }

  HeaderBytes u32(int offset, long value) {
    bytes.putInt(offset, (int) value);
    return this;
  }

  HeaderBytes u64(int offset, long value) {
    bytes.putLong(offset, value);
    return this;
  }

  HeaderBytes text(int offset, String value) {
    bytes.put(offset, value.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  HeaderBytes backing(String name, String format) {
    u32(16, name.getBytes(StandardCharsets.UTF_8).length).text(400, name);
    return u32(116, format.length()).text(120, format);
  }

  Path writeTo(Path file) {
    return writeTo(file, bytes.capacity());
  }

  /** Writes the first {@code length} bytes only. */
  Path writeTo(Path file, int length) {
    try {
      return Files.write(file, java.util.Arrays.copyOf(bytes.array(), length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
