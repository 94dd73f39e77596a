package io.kvmsdk.media;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.file.Sha256;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A local file that is taken never to change; its SHA-256 is its identity on every host. */
public final class Original {
  /** Hashing 600 MB costs more than a whole remaster, so that one JVM does it once per file. */
  private static final ConcurrentHashMap<Identity, String> DIGESTS = new ConcurrentHashMap<>();

  private final Path file;
  private final ByteSize length;

  private Original(Path file, ByteSize length) {
    this.file = file;
    this.length = length;
  }

  /** What tells, short of reading it, that a file is the one hashed before. */
  private record Identity(Path file, Object key, long length, long modified) {}

  /**
   * The file that {@code file} is or links to.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is no such regular file
   */
  public static Original of(Path file) {
    try {
      Path real = file.toRealPath();
      if (!Files.isRegularFile(real)) {
        throw new NotFoundException(
            Subject.of("file", file), "it is not a regular file", "Give the path of an image file");
      }
      return new Original(real, ByteSize.bytes(Files.size(real)));
    } catch (IOException e) {
      throw FileErrors.explain("opening", file, e);
    }
  }

  /** The file's real path. */
  public Path file() {
    return file;
  }

  public ByteSize length() {
    return length;
  }

  /** 64 lower-case hex digits. The first call reads the whole file; later ones do not. */
  public String sha256() {
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      Identity identity =
          new Identity(file, a.fileKey(), a.size(), a.lastModifiedTime().toMillis());
      String known = DIGESTS.get(identity);
      return known != null ? known : remember(identity);
    } catch (IOException e) {
      throw FileErrors.explain("reading", file, e);
    }
  }

  private String remember(Identity identity) throws IOException {
    String digest = Sha256.of(file);
    DIGESTS.put(identity, digest);
    return digest;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Original o && file.equals(o.file) && length.equals(o.length);
  }

  @Override
  public int hashCode() {
    return Objects.hash(file, length);
  }

  @Override
  public String toString() {
    return file + " (" + length + ")";
  }
}
