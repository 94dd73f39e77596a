package io.kvmsdk.libvirt.internal;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.libvirt.RequiresQemu;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pools and volumes that are missing, off or taken. */
@RequiresQemu
@Timeout(300)
class QemuPoolFailuresTest {
  private final String name = QemuHost.name("pool");
  @TempDir Path folder;
  private FailingGuest guests;
  private StorageDriver storage;

  @BeforeEach
  void connect() {
    guests = new FailingGuest(QemuHost.connect());
    storage = guests.driver.storage();
  }

  @AfterEach
  void removeAll() {
    guests.close();
    QemuHost.virsh("pool-destroy", name);
    QemuHost.virsh("pool-undefine", name);
  }

  private ObjectRef pool(String pool, String type, String source) {
    return storage.definePool(
        "<pool type='"
            + type
            + "'><name>"
            + pool
            + "</name>"
            + source
            + "<target><path>"
            + folder.resolve("p")
            + "</path></target></pool>");
  }

  private ObjectRef activePool() {
    ObjectRef pool = pool(name, "dir", "");
    storage.buildPool(pool.uuid());
    storage.createPool(pool.uuid());
    return pool;
  }

  private static String volume(String name, String rest) {
    return "<volume><name>"
        + name
        + "</name><capacity unit='MiB'>1</capacity><target><format type='qcow2'/></target>"
        + rest
        + "</volume>";
  }

  private String diskOf(String volume) {
    return "<disk type='volume' device='disk'><source pool='"
        + name
        + "' volume='"
        + volume
        + "'/><target dev='vda' bus='virtio'/></disk>";
  }

  @Test
  @Proves({KnownFailure.POOL_INACTIVE, KnownFailure.VOLUME_POOL_INACTIVE})
  void aPoolThatIsOff() {
    ObjectRef pool = pool(name, "dir", "");

    Provoked.by(
            KnownFailure.POOL_INACTIVE,
            ConflictException.class,
            () -> storage.createVolume(pool.uuid(), volume("v", "")))
        .with("storage pool", name)
        .cured("Start the pool " + name);
    // Its number says that the configuration is unsupported.
    Provoked.by(
            KnownFailure.VOLUME_POOL_INACTIVE,
            UnsupportedException.class,
            () -> guests.startWith(diskOf("v")))
        .with("storage pool", name)
        .cured("Start the pool " + name);
  }

  @Test
  @Proves(KnownFailure.POOL_MISSING)
  void aPoolThatIsNotThere() {
    Provoked.by(
            KnownFailure.POOL_MISSING, NotFoundException.class, () -> guests.startWith(diskOf("v")))
        .with("storage pool", name);
  }

  @Test
  @Proves(KnownFailure.POOL_FOLDER_MISSING)
  void aFolderThatIsNotThere() {
    ObjectRef pool = pool(name, "dir", "");

    Provoked.by(
            KnownFailure.POOL_FOLDER_MISSING,
            NotFoundException.class,
            () -> storage.createPool(pool.uuid()))
        .with("file", folder.resolve("p"))
        .cured("Build the pool");
  }

  @Test
  @Proves(KnownFailure.POOL_OVERLAPS)
  void aFolderThatAnotherPoolHas() {
    pool(name, "dir", "");

    Provoked.by(
            KnownFailure.POOL_OVERLAPS, ConflictException.class, () -> pool(name + "-2", "dir", ""))
        .with("storage pool", name);
  }

  /** Gluster's is a package that no test of ours needs, and libvirt has none for it on FreeBSD. */
  @Test
  @Proves(KnownFailure.POOL_TYPE_MISSING)
  void aKindOfPoolThatIsNotInstalled() {
    Provoked.by(
            KnownFailure.POOL_TYPE_MISSING,
            UnsupportedException.class,
            () -> pool(name, "gluster", "<source><host name='h'/><name>v</name></source>"))
        .cured("libvirt-daemon-driver-storage-gluster");
  }

  @Test
  @Proves(KnownFailure.VOLUME_GROUP_MISSING)
  void aVolumeGroupThatIsNotThere() {
    ObjectRef pool = pool(name, "logical", "<source><name>kvmsdk-none</name></source>");

    Provoked.by(
            KnownFailure.VOLUME_GROUP_MISSING,
            UnsupportedException.class,
            () -> storage.createPool(pool.uuid()))
        .cured("vgcreate");
  }

  @Test
  @Proves({KnownFailure.VOLUME_MISSING, KnownFailure.VOLUME_BASE_MISSING})
  void aVolumeAndABaseThatAreNotThere() {
    ObjectRef pool = activePool();

    Provoked.by(
            KnownFailure.VOLUME_MISSING,
            NotFoundException.class,
            () -> guests.startWith(diskOf("v")))
        .with("storage volume", "v");
    Provoked.by(
            KnownFailure.VOLUME_BASE_MISSING,
            NotFoundException.class,
            () ->
                storage.createVolume(
                    pool.uuid(),
                    volume(
                        "v",
                        "<backingStore><path>/nowhere/base</path><format type='raw'/>"
                            + "</backingStore>")))
        .with("file", "/nowhere/base");
  }
}
