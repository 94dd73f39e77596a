package io.kvmsdk.internal.driver;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.StoragePoolXml;
import io.kvmsdk.internal.xml.StorageVolumeXml;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolInfo;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.storage.UploadOption;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One storage pool of a {@link Driver}. */
record DriverStoragePool(Driver driver, ObjectRef ref) implements StoragePool {
  private StorageDriver calls() {
    return driver.storage();
  }

  @Override
  public String name() {
    return ref.name();
  }

  @Override
  public UUID uuid() {
    return ref.uuid();
  }

  @Override
  public boolean active() {
    return calls().poolActive(uuid());
  }

  @Override
  public void build() {
    calls().buildPool(uuid());
  }

  @Override
  public void start() {
    calls().createPool(uuid());
  }

  @Override
  public void destroy() {
    calls().destroyPool(uuid());
  }

  @Override
  public void delete() {
    calls().deletePool(uuid());
  }

  @Override
  public void undefine() {
    calls().undefinePool(uuid());
  }

  @Override
  public void refresh() {
    calls().refreshPool(uuid());
  }

  @Override
  public boolean persistent() {
    return calls().poolPersistent(uuid());
  }

  @Override
  public void autostart(boolean on) {
    // libvirt says but that it has no configuration file.
    if (!persistent()) {
      throw new ConflictException(
          Subject.of("storage pool", name()),
          "is transient: it is not defined, and gone once it is destroyed",
          "Define it first: define(spec())");
    }
    calls().autostartPool(uuid(), on);
  }

  @Override
  public StoragePoolInfo info() {
    return calls().poolInfo(uuid());
  }

  @Override
  public StoragePoolSpec spec() {
    return StoragePoolXml.parse(xml()).toSpec().toBuilder()
        .autostart(calls().poolAutostart(uuid()))
        .build();
  }

  @Override
  public String xml() {
    return calls().poolXml(uuid());
  }

  @Override
  public Optional<Path> localPath() {
    return OverlayVolume.folder(driver, ref);
  }

  @Override
  public StorageVolume create(StorageVolumeSpec spec) {
    if (spec.backingStore().isEmpty() || !new OverlayVolume(driver, ref, spec).create()) {
      // libvirt sets all of a raw volume's capacity aside unless told not to.
      StorageVolumeSpec sparse =
          spec.toBuilder().allocation(spec.allocation().orElse(ByteSize.ZERO)).build();
      calls().createVolume(uuid(), StorageVolumeXml.of(sparse).toXml());
    }
    return handle(spec.name());
  }

  @Override
  public StorageVolume upload(
      String volume, Path source, ProgressListener listener, UploadOption... options) {
    ByteSize length = ByteSize.bytes(DriverStorageVolume.sizeOf(source));
    StorageVolume made = create(v -> v.name(volume).capacity(length).format(VolumeFormat.RAW));
    Aftermath.orUndo(() -> made.upload(source, listener, options), made::delete);
    lookAgain();
    return made;
  }

  /** libvirt does so itself after an upload, but later, and not while others go on in the pool. */
  private void lookAgain() {
    try {
      refresh();
    } catch (ConflictException othersGoOn) {
      // The last of them will make libvirt look
    }
  }

  @Override
  public Optional<StorageVolume> find(String volume) {
    return calls().volumeExists(uuid(), volume) ? Optional.of(handle(volume)) : Optional.empty();
  }

  @Override
  public StorageVolume get(String volume) {
    return find(volume)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("storage volume", volume),
                    "the pool '" + name() + "' has no such volume",
                    "Look at the pool's list(), or refresh() it"));
  }

  @Override
  public List<StorageVolume> list() {
    return calls().listVolumes(uuid()).stream().map(this::handle).toList();
  }

  private StorageVolume handle(String volume) {
    return new DriverStorageVolume(driver, ref, volume);
  }

  @Override
  public String toString() {
    return "StoragePool " + name() + " (" + uuid() + ")";
  }
}
