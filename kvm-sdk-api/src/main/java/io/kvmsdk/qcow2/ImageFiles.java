package io.kvmsdk.qcow2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens what can hold a disk image: a regular file or a block device. */
final class ImageFiles {
  private static final int S_IFMT = 0170000;
  private static final int S_IFBLK = 0060000;

  private ImageFiles() {}

  /** Opens {@code file} to read; a folder, a pipe (which would block), and the like are refused. */
  static FileChannel open(Path file) throws IOException {
    refuseOthers(file);
    return FileChannel.open(file);
  }

  static void refuseOthers(Path file) throws IOException {
    if (!Files.isRegularFile(file) && Files.exists(file) && !isBlockDevice(file)) {
      throw new UnsupportedException(
          Subject.of("file", file), "it is neither a regular file nor a block device", "");
    }
  }

  /**
   * What {@code file} takes on its file system, holes left out. The JDK cannot tell, so {@code
   * stat} of coreutils is asked; empty without it.
   */
  static Optional<ByteSize> allocated(Path file) {
    String path = file.toAbsolutePath().toString();
    Process stat;
    try {
      stat =
          new ProcessBuilder("stat", "-L", "-c", "%b %B", "--", path)
              .redirectError(Redirect.DISCARD)
              .start();
    } catch (IOException noSuchProgram) {
      return Optional.empty();
    }
    try (InputStream output = stat.getInputStream()) {
      String[] words = new String(output.readAllBytes(), US_ASCII).strip().split(" ");
      return words.length == 2
          ? Optional.of(ByteSize.bytes(Long.parseLong(words[0]) * Long.parseLong(words[1])))
          : Optional.empty();
    } catch (IOException | NumberFormatException otherStat) {
      return Optional.empty();
    } finally {
      stat.destroyForcibly();
    }
  }

  /** Writes all of {@code src}. */
  static void writeAt(FileChannel channel, long offset, ByteBuffer src) throws IOException {
    long at = offset;
    while (src.hasRemaining()) {
      at += channel.write(src, at);
    }
  }

  /** Whether the file's mode lets nobody write to it: root could, and must not. */
  static boolean readOnly(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        && ((int) Files.getAttribute(file, "unix:mode") & 0222) == 0;
  }

  static boolean isBlockDevice(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        && ((int) Files.getAttribute(file, "unix:mode") & S_IFMT) == S_IFBLK;
  }
}
