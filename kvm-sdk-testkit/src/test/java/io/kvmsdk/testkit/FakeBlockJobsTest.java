package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.BlockCopySpec;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fake's block jobs take the fake clock's time, and change real images. */
class FakeBlockJobsTest {
  private static final ByteSize SIZE = ByteSize.mib(1);

  @TempDir Path folder;
  private final FakeHypervisor kvm = FakeHypervisor.create();
  private final byte[] content = new byte[(int) SIZE.bytes()];
  private StorageVolume base;
  private StorageVolume top;
  private Domain domain;
  private DomainDisk disk;

  @BeforeEach
  void guestOnAnOverlay() throws IOException {
    new Random(1).nextBytes(content);
    StoragePool pool = kvm.storagePools().get("default");
    base = pool.create(v -> v.name("base.img").capacity(SIZE).format(VolumeFormat.RAW));
    base.upload(Files.write(folder.resolve("base"), content), ProgressListener.NONE);
    top =
        pool.create(
            v ->
                v.name("top.qcow2")
                    .capacity(SIZE)
                    .backingStore(new BackingStore(base.path(), VolumeFormat.RAW)));
    domain =
        kvm.domains()
            .define(
                d ->
                    d.name("web")
                        .memory(ByteSize.mib(64))
                        .addDisk(
                            DiskSpec.builder()
                                .source(DiskSource.volume("default", "top.qcow2"))
                                .build()));
    domain.start();
    disk = domain.disk("vda");
  }

  @AfterEach
  void close() {
    Thread.interrupted();
    kvm.close();
  }

  @Test
  void blockPull_copiesWhatLiesBelow() throws IOException {
    disk.blockPull();

    base.delete();
    byte[] image = Files.readAllBytes(kvm.file(top.path()));
    assertThat(Arrays.stream(new int[] {0, 65536, 983040}).boxed())
        .allMatch(at -> holds(image, Arrays.copyOfRange(content, at, at + 512)));
  }

  /** Clusters are aligned. */
  private static boolean holds(byte[] image, byte[] sector) {
    for (int at = 0; at < image.length; at += 512) {
      if (Arrays.equals(image, at, at + 512, sector, 0, 512)) {
        return true;
      }
    }
    return false;
  }

  /** A job over one MiB takes a second and a millisecond: no multiple of the poll's interval. */
  @Test
  void blockJobs_areSeenToEnd_inTheMomentThatTheyDo() {
    Duration start = kvm.pacer().elapsed();

    disk.blockPull();

    assertThat(kvm.pacer().elapsed().minus(start)).isEqualTo(Duration.ofMillis(1001));
    domain.snapshots().create(s -> s.name("one").kind(SnapshotKind.EXTERNAL)).delete();
    assertThat(kvm.pacer().elapsed().minus(start)).isEqualTo(Duration.ofMillis(2002));
  }

  @Test
  void blockPull_isGivenUp_whenTimeIsUp() {
    assertThatThrownBy(() -> disk.blockPull(ProgressListener.NONE, Duration.ofMillis(200)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("pulling vda of web")
        .hasMessageContaining("kind=PULL");

    assertThat(disk.blockJob()).isEmpty();
    assertThat(disk.chain()).containsExactly(top.path(), base.path());
  }

  @Test
  void blockPull_isGivenUp_whenInterrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(disk::blockPull).isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(disk.blockJob()).isEmpty();
  }

  @Test
  void blockCommit_staysOnItsImage_whenItCannotBePivoted() {
    kvm.failOn(Operation.BLOCK_JOB_ABORT, Fault.permissionDenied().once());

    assertThatThrownBy(() -> disk.blockCommit(base.path()))
        .isInstanceOf(PermissionDeniedException.class);
    assertThat(disk.chain()).containsExactly(top.path(), base.path());
  }

  /** As if the pivot had been done, and only the answer lost. */
  @Test
  void blockCopy_keepsTheCopy_whenTheDomainIsDefinedOnIt() {
    String onCopy = domain.definitionXml().replace("top.qcow2", "copy.qcow2");
    kvm.failOn(
        Operation.BLOCK_JOB_ABORT,
        Fault.of(
                s -> {
                  kvm.domains().defineXml(onCopy);
                  return new ConnectionLostException(s, "the answer was lost", "");
                })
            .once());

    assertThatThrownBy(() -> disk.blockCopy(BlockCopySpec.toVolume("default", "copy.qcow2")))
        .isInstanceOf(ConnectionLostException.class);

    assertThat(kvm.storagePools().get("default").find("copy.qcow2")).isPresent();
  }

  /** It may have been on the copy, which then is all that is left of what it wrote. */
  @Test
  void blockCopy_keepsTheCopy_whenATransientDomainEndsAtThePivot() {
    String document = domain.definitionXml();
    domain.destroy();
    domain.undefine();
    Domain shortLived = kvm.domains().createXml(document);
    kvm.failOn(
        Operation.BLOCK_JOB_ABORT,
        Fault.of(
                s -> {
                  shortLived.destroy();
                  return new ConnectionLostException(s, "the answer was lost", "");
                })
            .once());

    assertThatThrownBy(
            () -> shortLived.disk("vda").blockCopy(BlockCopySpec.toVolume("default", "copy.qcow2")))
        .isInstanceOf(ConnectionLostException.class);

    assertThat(kvm.storagePools().get("default").find("copy.qcow2")).isPresent();
  }

  @Test
  void blockCopy_removesTheCopy_whenItCannotBePivotedTo() {
    kvm.failOn(Operation.BLOCK_JOB_ABORT, Fault.permissionDenied().once());

    assertThatThrownBy(() -> disk.blockCopy(BlockCopySpec.toVolume("default", "copy.qcow2")))
        .isInstanceOf(PermissionDeniedException.class);

    assertThat(kvm.storagePools().get("default").find("copy.qcow2")).isEmpty();
    assertThat(disk.blockJob()).isEmpty();
    assertThat(disk.chain()).containsExactly(top.path(), base.path());
  }

  @Test
  void blockCopy_isRefused_whenTheImageIsEncrypted() {
    String plain = domain.definitionXml();
    domain.destroy();
    domain.undefine();
    Domain secret =
        kvm.domains()
            .createXml(
                plain.replaceFirst(
                    "(<source file=.*?)/>", "$1><encryption format='luks'/></source>"));

    assertThatThrownBy(
            () -> secret.disk("vda").blockCopy(BlockCopySpec.toVolume("default", "copy.qcow2")))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("encrypted");
  }
}
