package io.kvmsdk.unattended;

import java.util.Objects;

/**
 * A text file that cloud-init writes at the first boot.
 *
 * @param path absolute in the guest
 * @param permissions in octal, as {@code 0644}
 * @param owner as {@code root:root}
 */
public record SeedFile(String path, String content, String permissions, String owner) {
  public SeedFile {
    Objects.requireNonNull(path);
    Objects.requireNonNull(content);
    Objects.requireNonNull(permissions);
    Objects.requireNonNull(owner);
  }

  /** A file of root's that all may read. */
  public static SeedFile of(String path, String content) {
    return new SeedFile(path, content, "0644", "root:root");
  }
}
