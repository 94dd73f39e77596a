package io.kvmsdk.storage;

import java.util.Objects;

/**
 * The image that a qcow2 volume lies over.
 *
 * @param path where the host finds it
 * @param format its format, always stated: a guessed one lets a guest choose what the host reads
 */
public record BackingStore(String path, VolumeFormat format) {
  public BackingStore {
    Objects.requireNonNull(path);
    Objects.requireNonNull(format);
  }
}
