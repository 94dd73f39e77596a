package io.kvmsdk.internal.driver;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.StorageDriver.VolumeRef;
import io.kvmsdk.internal.xml.StorageVolumeXml;
import io.kvmsdk.storage.Reflink;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.storage.VolumeCloneSpec;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.util.Set;

/** Makes the full copy of a volume. */
final class VolumeClone {
  private final StorageDriver calls;
  private final VolumeRef source;
  private final VolumeCloneSpec spec;
  private final ObjectRef pool;
  private final ByteSize capacity;
  private final VolumeFormat sourceFormat;
  private final VolumeFormat format;

  /**
   * @throws InvalidSpecException if the copy would be smaller than {@code source}
   */
  VolumeClone(StorageDriver calls, VolumeRef source, VolumeCloneSpec spec) {
    this.calls = calls;
    this.source = source;
    this.spec = spec;
    this.pool = spec.pool().map(this::pool).orElse(source.pool());
    StorageVolumeSpec there =
        StorageVolumeXml.parse(calls.volumeXml(source.pool().uuid(), source.name())).toSpec();
    this.capacity = there.capacity();
    this.sourceFormat = bytesOf(there.format());
    this.format = bytesOf(spec.format().orElse(there.format()));
    if (capacity().compareTo(capacity) < 0) {
      throw InvalidSpecException.of(
          subject(), "capacity " + capacity() + " is less than the source's " + capacity);
    }
  }

  private ObjectRef pool(String name) {
    return calls
        .findPool(name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("storage pool", name), "there is no such pool to clone into", ""));
  }

  /** To copy it, an ISO image is raw bytes; the pool's next refresh sees what they are. */
  private static VolumeFormat bytesOf(VolumeFormat format) {
    return format == VolumeFormat.ISO ? VolumeFormat.RAW : format;
  }

  private ByteSize capacity() {
    return spec.capacity().orElse(capacity);
  }

  /** libvirt copies a qcow2 image in the source's size, whatever is asked for, so it grows here. */
  VolumeRef make() {
    copy();
    if (capacity().compareTo(capacity) > 0) {
      grow();
    }
    return new VolumeRef(pool, spec.name());
  }

  private void copy() {
    boolean bothRaw = sourceFormat == VolumeFormat.RAW && format == VolumeFormat.RAW;
    if (spec.reflink() == Reflink.ALWAYS && !bothRaw) {
      throw new UnsupportedException(
          subject(),
          "libvirt shares blocks between raw volumes alone, not from "
              + sourceFormat.libvirtName()
              + " to "
              + format.libvirtName(),
          "Let it copy, or clone to raw");
    }
    if (spec.reflink() == Reflink.NEVER || !bothRaw) {
      copy(false);
    } else if (spec.reflink() == Reflink.ALWAYS) {
      copy(true);
    } else {
      share();
    }
  }

  private void share() {
    try {
      copy(true);
    } catch (UnsupportedException | InvalidSpecException cannot) {
      // The file system, or this type of pool, which refuses the flag
      copy(false);
    }
  }

  private void copy(boolean reflink) {
    StorageVolumeSpec copy =
        StorageVolumeSpec.builder()
            .name(spec.name())
            .capacity(capacity)
            .allocation(ByteSize.ZERO)
            .format(format)
            .rawXml(spec.rawXml())
            .build();
    calls.cloneVolume(pool.uuid(), StorageVolumeXml.of(copy).toXml(), source, reflink);
  }

  private void grow() {
    Aftermath.orUndo(
        () -> calls.resizeVolume(pool.uuid(), spec.name(), capacity().bytes(), Set.of()),
        () -> calls.deleteVolume(pool.uuid(), spec.name()));
  }

  private Subject subject() {
    return Subject.of("storage volume", spec.name());
  }
}
