package io.kvmsdk.provision;

import io.kvmsdk.Pacer;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.file.Sha256;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeCloneSpec;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Whole files into a pool's volumes, and out of them. */
final class PoolFiles {
  /** As files are made: for their owner alone. */
  static final List<String> PRIVATE = List.of();

  private static final int BLOCK = 4 << 20;
  private static final Duration BUSY = Duration.ofMinutes(10);

  private PoolFiles() {}

  /** Fills a new local file. */
  @FunctionalInterface
  interface Content {
    void write(Path file) throws IOException;
  }

  /** Makes the volume {@code name} with what {@code content} writes into a file of that name. */
  static StorageVolume write(
      StoragePool target, String name, List<String> rawXml, Run run, Content content) {
    try {
      Path folder = Files.createTempDirectory("kvmsdk");
      Path file = folder.resolve(name);
      try {
        content.write(file);
        return send(target, name, file, rawXml, run, ProgressListener.NONE);
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw FileErrors.explain("writing", Path.of(name), e);
    }
  }

  /**
   * Makes the volume {@code name} with the bytes of {@code file}. To the pool they are raw,
   * whatever they are, until it is refreshed.
   */
  static StorageVolume send(
      StoragePool target,
      String name,
      Path file,
      List<String> rawXml,
      Run run,
      ProgressListener listener) {
    try {
      ByteSize length = ByteSize.bytes(Files.size(file));
      StorageVolume volume =
          target.create(v -> v.name(name).capacity(length).format(VolumeFormat.RAW).rawXml(rawXml));
      run.onFailure("volume " + name, () -> target.find(name).ifPresent(StorageVolume::delete));
      volume.upload(file, listener);
      return volume;
    } catch (IOException e) {
      throw FileErrors.explain("reading", file, e);
    }
  }

  /** Makes the pool look at its volumes, once nothing is being sent to one of them. */
  static void refresh(StoragePool pool, Pacer pacer) {
    Subject subject = Subject.of("storage pool", pool.name());
    pacer.await(
        subject, "waiting for its other jobs", BUSY, () -> refreshed(pool), () -> "It was busy");
  }

  private static Optional<Boolean> refreshed(StoragePool pool) {
    try {
      pool.refresh();
      return Optional.of(true);
    } catch (ConflictException busy) {
      return Optional.empty();
    }
  }

  /** A copy that stands alone, whatever {@code source} lies over. */
  static void copy(
      StorageVolume source,
      StoragePool target,
      String name,
      List<String> rawXml,
      Run run,
      ProgressListener listener) {
    source.clone(
        VolumeCloneSpec.builder().name(name).pool(target.name()).rawXml(rawXml).build(), listener);
    run.onFailure("volume " + name, () -> target.find(name).ifPresent(StorageVolume::delete));
  }

  /** A copy of the volume's own bytes, over the same backing store. */
  static void copyBytes(
      StorageVolume source,
      StoragePool target,
      String name,
      List<String> rawXml,
      Run run,
      ProgressListener listener) {
    Optional<Path> local = source.localPath();
    if (local.isPresent()) {
      send(target, name, local.get(), rawXml, run, listener);
    } else {
      write(target, name, rawXml, run, file -> source.download(file, listener));
    }
  }

  /** Of all bytes, in lower-case hex digits; read from the file itself where that can be. */
  static String sha256(StorageVolume volume) {
    Optional<Path> file = volume.localPath();
    try {
      return file.isPresent() ? Sha256.of(file.get()) : throughTheConnection(volume);
    } catch (IOException e) {
      throw FileErrors.explain("reading", file.orElseThrow(), e);
    }
  }

  private static String throughTheConnection(StorageVolume volume) {
    MessageDigest digest = Sha256.begin();
    long at = 0;
    byte[] block = volume.read(at, BLOCK);
    while (block.length > 0) {
      refuseInterrupted(volume);
      digest.update(block);
      at += block.length;
      block = block.length < BLOCK ? new byte[0] : volume.read(at, BLOCK);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void refuseInterrupted(StorageVolume volume) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(
          Subject.of("storage volume", volume.name()), "hashing was interrupted", "");
    }
  }
}
