package io.kvmsdk.internal.driver;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.StoragePoolXml;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.qcow2.QcowOverlay;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A volume over a backing store: written by this process where the pool's folder is at hand, as it
 * does so many times faster than the qemu-img that libvirt runs; by libvirt elsewhere. The result
 * is the same.
 */
final class OverlayVolume {
  /** The types of pool whose volumes are files in a folder. */
  private static final Set<String> FOLDERS = Set.of("dir", "fs", "netfs");

  private static final int SECTOR = 512;

  private final Driver driver;
  private final ObjectRef pool;
  private final StorageVolumeSpec spec;
  private final BackingStore below;

  /**
   * @param spec with a backing store
   */
  OverlayVolume(Driver driver, ObjectRef pool, StorageVolumeSpec spec) {
    this.driver = driver;
    this.pool = pool;
    this.spec = spec;
    this.below = spec.backingStore().orElseThrow();
  }

  /** The pool's folder, if it is one that this process may write to. */
  static Optional<Path> folder(Driver driver, ObjectRef pool) {
    StoragePoolXml xml = StoragePoolXml.parse(driver.storage().poolXml(pool.uuid()));
    return xml.target()
        .filter(target -> FOLDERS.contains(xml.type()))
        .flatMap(driver::localFile)
        .filter(folder -> Files.isDirectory(folder) && Files.isWritable(folder));
  }

  /**
   * Makes it in this process, if it can.
   *
   * @return false if libvirt is to make it
   * @throws io.kvmsdk.qcow2.QcowFormatException if what lies below is not sound
   * @throws InvalidSpecException if it would be smaller than its backing store
   */
  boolean create() {
    Optional<Path> base = driver.localFile(below.path()).filter(Files::isReadable);
    if (base.isEmpty()) {
      refuseSmaller(sizeInAnyPool());
      return false;
    }
    QcowOverlay overlay = QcowOverlay.on(base.get(), formatBelow());
    refuseSmaller(Optional.of(overlay.size()));
    if (formatBelow() == BackingFormat.QCOW2) {
      QcowImage.open(base.get()).backingChain();
    }
    return plain()
        && !known()
        && folder(driver, pool).filter(f -> writeInto(f, overlay)).isPresent();
  }

  private BackingFormat formatBelow() {
    return below.format() == VolumeFormat.QCOW2 ? BackingFormat.QCOW2 : BackingFormat.RAW;
  }

  private Optional<ByteSize> sizeInAnyPool() {
    StorageDriver calls = driver.storage();
    return calls
        .findVolumeByPath(below.path())
        .map(v -> calls.volumeInfo(v.pool().uuid(), v.name()).capacity());
  }

  /** QEMU would make such an overlay, and cut the guest's disk off. */
  private void refuseSmaller(Optional<ByteSize> size) {
    ByteSize mine = spec.capacity();
    if (!mine.equals(ByteSize.ZERO) && size.filter(s -> mine.compareTo(s) < 0).isPresent()) {
      throw InvalidSpecException.of(
          subject(), "capacity " + mine + " is less than its backing store's " + size.get());
    }
  }

  /** Whether there is nothing in the spec that the engine here has no word for. */
  private boolean plain() {
    return spec.rawXml().isEmpty()
        && spec.allocation().filter(a -> !a.equals(ByteSize.ZERO)).isEmpty()
        && driver.storage().poolActive(pool.uuid());
  }

  private boolean writeInto(Path folder, QcowOverlay like) {
    QcowOverlay.Builder overlay = like.toBuilder().backingFile(below.path());
    if (!spec.capacity().equals(ByteSize.ZERO)) {
      overlay.size(wholeSectors(spec.capacity()));
    }
    return write(overlay.build(), folder.resolve(spec.name()));
  }

  /**
   * Others look at the pool, too, and so does libvirt after each upload: what saw the file just
   * before it was removed keeps its name for a volume, and libvirt would find that taken.
   */
  private boolean write(QcowOverlay overlay, Path file) {
    do {
      create(overlay, file);
      if (Aftermath.orUndo(this::shown, () -> remove(file))) {
        return true;
      }
      remove(file);
    } while (known());
    return false;
  }

  private void create(QcowOverlay overlay, Path file) {
    try {
      overlay.create(file);
    } catch (AlreadyExistsException e) {
      shown(); // a run that was cut off may have left it unknown to the pool
      throw new AlreadyExistsException(
          subject(), "there is " + file + " already", "Choose another name, or delete it", e);
    }
  }

  /** Rounded up, as libvirt does. */
  static ByteSize wholeSectors(ByteSize size) {
    return ByteSize.bytes((size.bytes() + SECTOR - 1) / SECTOR * SECTOR);
  }

  /**
   * Whether the host sees the new file; it does not where that path is another folder here, as in a
   * container that has but libvirt's socket.
   */
  private boolean shown() {
    try {
      driver.storage().refreshPool(pool.uuid());
    } catch (ConflictException otherWorkInThePool) {
      // Others may have looked since
    }
    return known();
  }

  private boolean known() {
    return driver.storage().volumeExists(pool.uuid(), spec.name());
  }

  private static void remove(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw FileErrors.explain("removing", file, e);
    }
  }

  private Subject subject() {
    return Subject.of("storage volume", spec.name());
  }
}
