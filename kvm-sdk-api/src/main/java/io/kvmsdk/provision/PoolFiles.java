package io.kvmsdk.provision;

import io.kvmsdk.Pacer;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Whole files into a pool's volumes, and out of them. */
final class PoolFiles {
  /** As files are made: for their owner alone. */
  static final List<String> PRIVATE = List.of();

  /** libvirt makes QEMU's user the owner of what a guest reads, who may not write to it either. */
  static final List<String> READ_ONLY =
      List.of("<target><permissions><mode>0444</mode></permissions></target>");

  private static final int BLOCK = 8 << 20;
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

  /** A copy that stands alone. */
  static void copy(StorageVolume source, StoragePool target, String name, Run run) {
    if (source.spec().backingStore().isPresent()) {
      throw new ConflictException(
          Subject.of("storage volume", source.name()),
          "lies over another image",
          "Flatten it first");
    }
    write(target, name, READ_ONLY, run, file -> source.download(file, ProgressListener.NONE));
  }

  /**
   * Where the volume is a file that this process sees and may change; elsewhere it stays as it is.
   */
  static void makeReadOnly(StorageVolume volume) {
    try {
      Path file = Path.of(volume.path());
      if (Files.isRegularFile(file)) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
      }
    } catch (IOException | UnsupportedOperationException | SecurityException notHere) {
      System.getLogger(PoolFiles.class.getName())
          .log(System.Logger.Level.DEBUG, "could not make read-only: " + volume.path(), notHere);
    }
  }

  /** Of all bytes, in lower-case hex digits. */
  static String sha256(StorageVolume volume) {
    MessageDigest digest = newSha256();
    long at = 0;
    byte[] block = volume.read(at, BLOCK);
    while (block.length > 0) {
      digest.update(block);
      at += block.length;
      block = block.length < BLOCK ? new byte[0] : volume.read(at, BLOCK);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
