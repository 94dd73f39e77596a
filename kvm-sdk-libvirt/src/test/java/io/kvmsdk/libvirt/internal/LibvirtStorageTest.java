package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.internal.driver.StorageDriver.VolumeRef;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libvirt's storage functions, on its test driver. */
@RequiresLibvirt
class LibvirtStorageTest {
  private static final ObjectRef IMAGES = new ObjectRef(TestHost.IMAGES, "images");

  @TempDir Path directory;
  private LibvirtDriver driver;
  private StorageDriver storage;

  @BeforeEach
  void connect() throws IOException {
    driver = TestHost.connect(directory);
    storage = driver.storage();
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private static String volume(String name) {
    return "<volume><name>" + name + "</name><capacity unit='MiB'>5</capacity></volume>";
  }

  @Test
  void pools_areListedAndFound() {
    ObjectRef defined = storage.definePool(FolderPool.document("more", "/p"));

    assertThat(storage.listPools()).containsExactlyInAnyOrder(IMAGES, defined);
    assertThat(storage.findPool("images")).contains(IMAGES);
    assertThat(storage.findPool("nobody")).isEmpty();
  }

  @Test
  void definePool_refusesATakenName() {
    assertThatThrownBy(() -> storage.definePool(FolderPool.document("images", "/p")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageStartingWith("storage pool 'images': ");
  }

  @Test
  void poolLifecycle_goesFromDefinedToGone() {
    ObjectRef pool = storage.definePool(FolderPool.document("more", "/p"));
    storage.buildPool(pool.uuid());
    assertThatThrownBy(() -> storage.listVolumes(pool.uuid()))
        .isInstanceOf(ConflictException.class);
    storage.createPool(pool.uuid());
    storage.refreshPool(pool.uuid());
    assertThat(storage.poolActive(pool.uuid())).isTrue();
    storage.destroyPool(pool.uuid());
    assertThat(storage.poolActive(pool.uuid())).isFalse();
    storage.deletePool(pool.uuid());
    storage.undefinePool(pool.uuid());
    assertThatThrownBy(() -> storage.poolXml(pool.uuid())).isInstanceOf(NotFoundException.class);
  }

  @Test
  void poolInfo_addsUp() {
    assertThat(storage.poolInfo(TestHost.IMAGES).capacity())
        .isEqualTo(
            ByteSize.bytes(
                storage.poolInfo(TestHost.IMAGES).allocation().bytes()
                    + storage.poolInfo(TestHost.IMAGES).available().bytes()));
    assertThat(storage.poolXml(TestHost.IMAGES)).contains("<name>images</name>");
  }

  @Test
  void volumes_areListedFoundAndRead() {
    assertThat(storage.listVolumes(TestHost.IMAGES)).containsExactly("disk.qcow2");
    assertThat(storage.volumeExists(TestHost.IMAGES, "disk.qcow2")).isTrue();
    assertThat(storage.volumeExists(TestHost.IMAGES, "nothing")).isFalse();
    assertThat(storage.volumeInfo(TestHost.IMAGES, "disk.qcow2").capacity())
        .isEqualTo(ByteSize.mib(10));
    assertThat(storage.volumePath(TestHost.IMAGES, "disk.qcow2"))
        .isEqualTo("/kvmsdk-test-images/disk.qcow2");
    assertThat(storage.findVolumeByPath("/kvmsdk-test-images/disk.qcow2"))
        .contains(new VolumeRef(IMAGES, "disk.qcow2"));
    assertThat(storage.findVolumeByPath("/elsewhere")).isEmpty();
  }

  @Test
  void createVolume_makesOneAndRefusesItsNameThen() {
    storage.createVolume(TestHost.IMAGES, volume("data"));

    assertThat(storage.volumeXml(TestHost.IMAGES, "data")).contains("5242880");
    assertThatThrownBy(() -> storage.createVolume(TestHost.IMAGES, volume("data")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageStartingWith("storage volume 'data': ");
    storage.deleteVolume(TestHost.IMAGES, "data");
    assertThat(storage.volumeExists(TestHost.IMAGES, "data")).isFalse();
  }

  @Test
  void aMissingVolume_isNamed() {
    NotFoundException thrown =
        catchThrowableOfType(
            NotFoundException.class, () -> storage.volumePath(TestHost.IMAGES, "nothing"));

    assertThat(thrown.subject()).isEqualTo(Subject.of("storage volume", "nothing"));
  }

  @Test
  void upload_isUnsupportedByTheTestDriver() {
    assertThatThrownBy(
            () ->
                storage.upload(
                    TestHost.IMAGES, "disk.qcow2", 0, 1, false, block -> block.put((byte) 1)))
        .isInstanceOf(UnsupportedException.class);
  }
}
