package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.iso.internal.checksum.Digests;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;

/** What a new file will hold: bytes at hand, or a local file that is read when it is needed. */
public sealed interface Content {
  /** In bytes. */
  long size();

  /** Fills {@code target} from {@code offset} on, with zeros beyond the end. */
  void read(long offset, ByteBuffer target);

  static Content of(byte[] bytes) {
    return new InMemory(bytes);
  }

  /**
   * A local file that must not change before the patch is written.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is no such regular file
   */
  static Content of(Path file) {
    return of(SourceFile.of(file));
  }

  /** A local file whose length and time are known already. */
  static Content of(SourceFile source) {
    return new InFile(source);
  }

  /** Blocks of an image, up to {@code end}; if it lies in a file, they are read when needed. */
  static Content of(ImageBytes image, long first, long end) {
    long offset = first * ImageBytes.BLOCK;
    long length = Math.max(0, Math.min(end * ImageBytes.BLOCK, image.length()) - offset);
    return image instanceof ImageFile file
        ? new Part(of(Path.of(file.name())), offset, length)
        : of(image.bytes(offset, Math.toIntExact(length), "ECMA-119 6.1"));
  }

  /** The whole content; for what is known to be small. */
  default byte[] bytes() {
    byte[] bytes = new byte[Math.toIntExact(size())];
    read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /**
   * A digest of the whole, in lower-case hex digits.
   *
   * @param algorithm as {@link Digests#of} knows it
   */
  default String digest(String algorithm) {
    return digest(algorithm, size());
  }

  /** As {@link #digest(String)}, of no more than the first {@code most} bytes. */
  default String digest(String algorithm, long most) {
    MessageDigest digest = Digests.of(algorithm);
    long end = Math.min(size(), most);
    byte[] chunk = new byte[(int) Math.min(end, 1 << 18)];
    for (long at = 0; at < end; at += chunk.length) {
      int length = (int) Math.min(chunk.length, end - at);
      read(at, ByteBuffer.wrap(chunk, 0, length));
      digest.update(chunk, 0, length);
    }
    return Digests.hex(digest);
  }

  /** Bytes at hand; not copied. */
  final class InMemory implements Content {
    private final byte[] content;

    private InMemory(byte[] content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
      if (offset < content.length) {
        int at = (int) offset;
        target.put(content, at, Math.min(target.remaining(), content.length - at));
      }
      zeroFill(target);
    }
  }

  /** A local file. */
  record InFile(SourceFile source) implements Content {
    @Override
    public long size() {
      return source.size();
    }

    @Override
    public void read(long offset, ByteBuffer target) {
      try (FileChannel channel = source.open()) {
        long left = Math.max(0, size() - offset);
        ByteBuffer inside =
            target.slice(target.position(), (int) Math.min(target.remaining(), left));
        while (inside.hasRemaining()) {
          if (channel.read(inside, offset + inside.position()) < 0) {
            throw new EOFException("the file has become shorter");
          }
        }
        target.position(target.position() + inside.position());
        zeroFill(target);
      } catch (IOException e) {
        throw FileErrors.explain("reading", source.file(), e);
      }
    }
  }

  /** A part of another content. */
  record Part(Content whole, long offset, long size) implements Content {
    @Override
    public void read(long at, ByteBuffer target) {
      int inside = (int) Math.max(0, Math.min(target.remaining(), size - at));
      whole.read(offset + at, target.slice(target.position(), inside));
      target.position(target.position() + inside);
      zeroFill(target);
    }
  }

  private static void zeroFill(ByteBuffer target) {
    while (target.hasRemaining()) {
      target.put((byte) 0);
    }
  }
}
