package io.kvmsdk.media;

import io.kvmsdk.unattended.CloudInit;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Anything that can become a read-only disk image for a virtual machine: an installer ISO as it
 * came, a remastered one, a seed.
 *
 * <p>It has two parts, so that a host keeps the big one once. The {@linkplain #original() original}
 * is a file that never changes, known by its digest and shared by all machines. The {@linkplain
 * #overlay() overlay} holds only what differs for this machine: kilobytes of qcow2 that name the
 * original as their backing file.
 */
public interface Media {
  /** What to call it in messages and in file names: letters, digits, dot, dash, underscore. */
  String name();

  /** The bytes that a guest sees. */
  ByteSize length();

  Original original();

  /** What one machine sees on top of the original; empty where it sees the original itself. */
  Optional<Overlay> overlay();

  /** A qcow2 layer, made once the place of the original on the host is known. */
  interface Overlay {
    /**
     * Writes a qcow2 image whose backing file is {@code backingFile}, recorded as given, of format
     * raw.
     *
     * @param backingFile where the original lies as seen from the host, and from QEMU
     * @param target a local file to create; it must not exist
     */
    void write(Path target, String backingFile);
  }

  /**
   * A medium for cloud-init's NoCloud source, in a new local file.
   *
   * @throws io.kvmsdk.error.UnsupportedException without kvm-sdk-iso on the class or module path
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}
   */
  static Media seed(CloudInit seed, Path target) {
    SeedMaker.get().write(seed, target);
    return file(target);
  }

  /** A local file, seen by the guest just as it is. */
  static Media file(Path file) {
    return new FileMedia(Original.of(file));
  }
}
