package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.Reflink;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool that gets full: what finds no room fails, and leaves nothing behind. */
public abstract class FullPoolContract extends HypervisorContract {
  private static final int MIB = 1 << 20;

  @TempDir protected Path folder;
  protected StoragePool pool;

  /** An empty, running pool on a small file system of its own. */
  protected abstract StoragePool smallPool() throws IOException;

  @BeforeEach
  final void makePool() throws IOException {
    pool = smallPool();
  }

  /** A file of random bytes, of a percentage of what the pool has room for. */
  protected final Path file(int percent) throws IOException {
    byte[] mib = new byte[MIB];
    new Random(percent).nextBytes(mib);
    Path file = folder.resolve("source-" + percent);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = room(percent).bytes(); left > 0; left -= MIB) {
        out.write(mib);
      }
    }
    return file;
  }

  private ByteSize room(int percent) {
    return ByteSize.bytes(pool.info().available().bytes() / 100 * percent);
  }

  @Test
  void upload_toAPoolThatGetsFull_leavesNothingBehind() throws IOException {
    Path source = file(110);
    long size = Files.size(source);

    assertThatThrownBy(() -> pool.upload("big.img", source, ProgressListener.NONE))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageContaining("big.img");

    pool.refresh();
    assertThat(pool.list()).isEmpty();
    assertThat(source).hasSize(size);
  }

  @Test
  void clone_inAPoolThatGetsFull_leavesTheSourceAlone() throws IOException {
    Path content = file(60);
    StorageVolume source = pool.upload("source.img", content, ProgressListener.NONE);

    for (VolumeFormat format : new VolumeFormat[] {VolumeFormat.RAW, VolumeFormat.QCOW2}) {
      assertThatThrownBy(
              () -> source.clone(c -> c.name("clone").format(format).reflink(Reflink.NEVER)))
          .isInstanceOf(NoSpaceException.class)
          .hasMessageContaining("clone");
    }

    pool.refresh();
    assertThat(pool.list()).extracting(StorageVolume::name).containsExactly("source.img");
    assertThat(content(source)).hasSameBinaryContentAs(content);
  }

  @Test
  void create_ofAVolumeThatIsSetAside_needsRoomForAllOfIt() {
    ByteSize tooMuch = room(110);

    assertThatThrownBy(() -> create("all.img", tooMuch, tooMuch))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageContaining("all.img");

    pool.refresh();
    assertThat(pool.list()).isEmpty();
    assertThat(create("thin.img", tooMuch, ByteSize.ZERO).info().capacity()).isEqualTo(tooMuch);
  }

  @Test
  void info_tellsWhatIsLeft() {
    ByteSize before = pool.info().available();
    ByteSize half = ByteSize.mib(room(50).bytes() / MIB);

    create("half.img", half, half);
    pool.refresh();

    assertThat(pool.info().available().bytes()).isLessThanOrEqualTo(before.bytes() - half.bytes());
    assertThat(pool.info().capacity()).isGreaterThanOrEqualTo(before);
  }

  private StorageVolume create(String name, ByteSize capacity, ByteSize allocation) {
    return pool.create(
        v -> v.name(name).capacity(capacity).allocation(allocation).format(VolumeFormat.RAW));
  }

  private Path content(StorageVolume volume) {
    Path file = folder.resolve("content");
    volume.download(file, ProgressListener.NONE);
    return file;
  }
}
