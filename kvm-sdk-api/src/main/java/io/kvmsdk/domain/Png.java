package io.kvmsdk.domain;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Portable network graphics (RFC 2083), as far as screenshots need them. */
final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** Signature, then length and type of the header, which must come first (4.1.1). */
  private static final int SIZE_AT = 16;

  /** Eight bits for each of red, green and blue; deflate; not interlaced. */
  private static final byte[] FORMAT = {8, 2, 0, 0, 0};

  /** The filter "up" (6.4): most lines of a screen are as the one above. */
  private static final int UP = 2;

  private Png() {}

  /** Width and height, four bytes each. */
  static ByteBuffer size(byte[] content) {
    if (content.length < SIZE_AT + 8 || !Arrays.equals(content, 0, 8, SIGNATURE, 0, 8)) {
      throw Screenshot.damaged("it is no PNG");
    }
    ByteBuffer size = ByteBuffer.wrap(content, SIZE_AT, 8);
    if (size.getInt(SIZE_AT) < 1 || size.getInt(SIZE_AT + 4) < 1) {
      throw Screenshot.damaged("it has no pixels");
    }
    return size;
  }

  static byte[] write(Ppm image) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(SIGNATURE);
    chunk(
        png,
        "IHDR",
        ByteBuffer.allocate(13).putInt(image.width()).putInt(image.height()).put(FORMAT).array());
    chunk(png, "IDAT", deflated(image));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /** 3.2: length, type, data, and the checksum of the latter two. */
  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] body = ByteBuffer.allocate(4 + data.length).put(ascii(type)).put(data).array();
    CRC32 crc = new CRC32();
    crc.update(body);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(body);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  private static byte[] ascii(String type) {
    return type.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] deflated(Ppm image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      byte[] line = new byte[1 + image.row()];
      line[0] = UP;
      for (int y = 0; y < image.height(); y++) {
        filter(image, y, line);
        out.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }

  private static void filter(Ppm image, int y, byte[] line) {
    int row = image.row();
    int at = image.start() + y * row;
    for (int i = 0; i < row; i++) {
      int above = y == 0 ? 0 : image.content()[at - row + i];
      line[1 + i] = (byte) (image.content()[at + i] - above);
    }
  }
}
