package io.kvmsdk.iso.internal.installer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/**
 * A small tar archive, in the ustar format of POSIX.1 (pax, "ustar Interchange Format"). All
 * belongs to root, at the beginning of time, so that the same entries give the same bytes.
 */
final class TarArchive {
  private static final int BLOCK = 512;
  private static final int LONGEST_NAME = 100;
  private static final int CHECKSUM = 148;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TarArchive folder(String path, int mode) {
    return entry(path + "/", mode, '5', "", new byte[0]);
  }

  TarArchive file(String path, int mode, byte[] content) {
    return entry(path, mode, '0', "", content);
  }

  TarArchive link(String path, String target) {
    return entry(path, 0777, '2', target, new byte[0]);
  }

  private TarArchive entry(String path, int mode, char type, String target, byte[] content) {
    byte[] header = new byte[BLOCK];
    put(header, 0, path);
    put(header, 100, "%07o".formatted(mode));
    put(header, 108, "%07o".formatted(0)); // owner
    put(header, 116, "%07o".formatted(0)); // group
    put(header, 124, "%011o".formatted(content.length));
    put(header, 136, "%011o".formatted(0)); // time
    put(header, CHECKSUM, "        "); // as if blank, while it is computed
    header[156] = (byte) type;
    put(header, 157, target);
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, CHECKSUM, "%06o\0".formatted(sum));
    out.writeBytes(header);
    out.writeBytes(content);
    pad(BLOCK);
    return this;
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length > LONGEST_NAME) {
      throw new IllegalArgumentException("too long for a ustar header: " + text);
    }
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  private void pad(int unit) {
    out.writeBytes(new byte[(unit - out.size() % unit) % unit]);
  }

  /** The archive with its two empty blocks at the end, as one gzip member. */
  byte[] toGzip() {
    byte[] end = Arrays.copyOf(out.toByteArray(), out.size() + 2 * BLOCK);
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(end);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return compressed.toByteArray();
  }
}
