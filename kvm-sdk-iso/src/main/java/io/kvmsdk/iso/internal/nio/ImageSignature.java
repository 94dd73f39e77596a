package io.kvmsdk.iso.internal.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The standard identifier of the first volume descriptor (ECMA-119 8.1.2). */
final class ImageSignature {
  private static final long OFFSET = 16 * 2048 + 1;
  private static final ByteBuffer IDENTIFIER =
      ByteBuffer.wrap("CD001".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

  private ImageSignature() {}

  /** Whether {@code file} is there, and says that it is an image. */
  static boolean present(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.allocate(IDENTIFIER.capacity());
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(OFFSET);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    } catch (NoSuchFileException e) {
      return false;
    }
    return bytes.flip().equals(IDENTIFIER);
  }
}
