package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.BlockCopySpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@code DomainDisk.blockCopy} promises, on any hypervisor. */
public abstract class BlockCopyContract extends ImageContract {
  private static final Duration LONG = Duration.ofMinutes(2);

  private static BlockCopySpec to(StorageVolume like, String name) {
    return BlockCopySpec.toVolume(like.pool(), name);
  }

  private String path(String name) {
    return pool().spec().target() + "/" + name;
  }

  @Test
  void copy_isWhatTheDomainGoesOnWith_nowAndAtItsNextBoot() throws IOException {
    needs(Capability.BLOCK_JOBS);
    StorageVolume base = filled("base.img");
    Mark mark = new Mark(3 << 20, (byte) 7);
    StorageVolume top = marked("top.qcow2", base, BackingFormat.RAW, mark);
    Domain domain = running("-a", top);

    domain.disk("vda").blockCopy(to(top, "copy.qcow2"), ProgressListener.NONE, LONG);

    assertThat(domain.disk("vda").chain()).containsExactly(path("copy.qcow2"));
    assertThat(domain.disk("vda").blockJob()).isEmpty();
    assertThat(domain.definitionXml()).contains("copy.qcow2").doesNotContain("top.qcow2");
    domain.destroy();
    byte[] expected = contentOf(base.name());
    mark.on(expected);
    StorageVolume copy = pool().get("copy.qcow2");
    assertThat(copy.spec().backingStore()).isEmpty();
    assertThat(seen(copy)).isEqualTo(expected);
    top.delete();
    base.delete();
    domain.start();
    assertThat(domain.disk("vda").chain()).containsExactly(path("copy.qcow2"));
  }

  @Test
  void copy_mayBeOfAnotherFormat_andAFileThatLibvirtMakes() throws IOException {
    needs(Capability.BLOCK_JOBS);
    StorageVolume image = filled("image.img");
    Domain domain = running("-a", image);
    BlockCopySpec back = to(image, "back.img").toBuilder().format(VolumeFormat.RAW).build();

    domain.disk("vda").blockCopy(c -> c.file(path("a.qcow2")).format(VolumeFormat.QCOW2));
    domain.disk("vda").blockCopy(back, ProgressListener.NONE, LONG);

    domain.destroy();
    pool().refresh();
    assertThat(pool().get("a.qcow2").spec().format()).isEqualTo(VolumeFormat.QCOW2);
    assertThat(domain.spec().disks().get(0).format()).contains(VolumeFormat.RAW);
    assertThat(seen(pool().get("a.qcow2"))).isEqualTo(contentOf(image.name()));
    assertThat(seen(pool().get("back.img"))).isEqualTo(contentOf(image.name()));
  }

  @Test
  void shallowCopy_liesOverWhatTheDiskLiesOver() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume base = filled("base.img");
    StorageVolume top = marked("top.qcow2", base, BackingFormat.RAW, new Mark(1 << 20, (byte) 1));
    Domain domain = running("-a", top);

    domain.disk("vda").blockCopy(c -> c.volume(top.pool(), "copy.qcow2").shallow(true));

    assertThat(domain.disk("vda").chain()).containsExactly(path("copy.qcow2"), base.path());
    assertThat(pool().get("copy.qcow2").info().allocation()).isLessThan(ByteSize.mib(4));
    domain.destroy();
    top.delete();
    domain.start();
    assertThat(domain.disk("vda").chain()).containsExactly(path("copy.qcow2"), base.path());
  }

  @Test
  void copyWithoutPivot_leavesTheDomainWhereItWas_andTheCopyThere() throws IOException {
    needs(Capability.BLOCK_JOBS);
    StorageVolume image = filled("image.img");
    Domain domain = running("-a", image);

    domain
        .disk("vda")
        .blockCopy(
            c ->
                c.volume(image.pool(), "copy.qcow2")
                    .format(VolumeFormat.QCOW2)
                    .pivot(false)
                    .synchronousWrites(true)
                    .bandwidth(ByteSize.gib(1)));

    assertThat(domain.disk("vda").chain()).containsExactly(image.path());
    assertThat(domain.disk("vda").blockJob()).isEmpty();
    assertThat(seen(pool().get("copy.qcow2"))).isEqualTo(contentOf(image.name()));
  }

  @Test
  void destination_isKept_unlessItIsToBeReused() throws IOException {
    needs(Capability.BLOCK_JOBS);
    StorageVolume image = filled("image.img");
    StorageVolume there = filled("there.img");
    Domain domain = running("-a", image);
    DomainDisk disk = domain.disk("vda");

    assertThatThrownBy(() -> disk.blockCopy(to(image, "there.img")))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> disk.blockCopy(c -> c.file(there.path())))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(seen(there)).isEqualTo(contentOf(there.name()));
    disk.blockCopy(c -> c.file(there.path()).reuseExternal(true));

    assertThat(disk.chain()).containsExactly(there.path());
    domain.destroy();
    assertThat(seen(there)).isEqualTo(contentOf(image.name()));
  }

  @Test
  void destination_isRefused_whenSomebodyNeedsIt() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume image = empty("image.qcow2");
    StorageVolume base = empty("base.qcow2");
    StorageVolume over = overlay("over.qcow2", base, VolumeFormat.QCOW2);
    StorageVolume other = empty("other.qcow2");
    guest("-b", other);
    DomainDisk disk = running("-a", image).disk("vda");

    for (StorageVolume needed : new StorageVolume[] {base, other, image}) {
      assertThatThrownBy(
              () -> disk.blockCopy(c -> c.volume(needed.pool(), needed.name()).reuseExternal(true)))
          .isInstanceOf(AlreadyExistsException.class)
          .hasMessageContaining(needed.name());
    }
    assertThat(over.spec().backingStore()).isPresent();
    assertThat(disk.chain()).containsExactly(image.path());
  }

  @Test
  void copy_leavesNothing_andTheDomainWhereItWas_whenTimeIsShort() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume image = filled("image.img", ByteSize.mib(16));
    Domain domain = running("-a", image);
    BlockCopySpec slow = to(image, "copy.img").toBuilder().bandwidth(ByteSize.mib(1)).build();

    assertThatThrownBy(
            () -> domain.disk("vda").blockCopy(slow, ProgressListener.NONE, Duration.ZERO))
        .isInstanceOf(TimedOutException.class);
    assertThatThrownBy(
            () -> domain.disk("vda").blockCopy(slow, ProgressListener.NONE, Duration.ofMillis(1)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("vda");

    assertUndisturbed(domain, image);
  }

  @Test
  void copy_leavesNothing_whenInterrupted() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume image = filled("image.img", ByteSize.mib(16));
    Domain domain = running("-a", image);
    BlockCopySpec slow =
        BlockCopySpec.builder().file(path("copy.img")).bandwidth(ByteSize.mib(1)).build();
    assertThatThrownBy(() -> domain.disk("vda").blockCopy(slow, Told.interrupting(), LONG))
        .isInstanceOf(CancelledException.class);

    assertThat(Thread.interrupted()).as("the flag is set again").isTrue();
    assertUndisturbed(domain, image);
  }

  @Test
  void copy_leavesNothing_whenTheDomainEndsMeanwhile() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume image = filled("image.img", ByteSize.mib(16));
    Domain domain = running("-a", image);
    BlockCopySpec slow = to(image, "copy.img").toBuilder().bandwidth(ByteSize.mib(8)).build();
    ProgressListener ending =
        new ProgressListener() {
          @Override
          public void started(Progress progress) {
            domain.destroy();
          }
        };

    assertThatThrownBy(() -> domain.disk("vda").blockCopy(slow, ending, LONG))
        .isInstanceOf(KvmException.class);

    pool().refresh();
    assertThat(pool().find("copy.img")).isEmpty();
    domain.start();
    assertThat(domain.disk("vda").chain()).containsExactly(image.path());
  }

  private void assertUndisturbed(Domain domain, StorageVolume image) {
    assertThat(domain.disk("vda").blockJob()).isEmpty();
    assertThat(domain.disk("vda").chain()).containsExactly(image.path());
    pool().refresh();
    assertThat(pool().find("copy.img")).isEmpty();
    domain.disk("vda").blockCopy(to(image, "copy.img"));
  }

  @Test
  void filesInNoPool_areCopiedTo_whereTheyCouldBeRemoved() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume image = filled("image.img");
    Domain domain = running("-a", image);
    String path = path("copy.img");
    forgetPool();

    if (local()) {
      domain.disk("vda").blockCopy(c -> c.file(path));
      assertThat(domain.disk("vda").chain()).containsExactly(path);
    } else {
      assertThatThrownBy(() -> domain.disk("vda").blockCopy(c -> c.file(path)))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("Define a pool");
    }
  }

  @Test
  void createdDomains_canBeCopied_andHaveNoDefinitionToFollow() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume image = empty("image.qcow2");
    Domain defined = guest("-a", image);
    String document = defined.definitionXml();
    defined.undefine();
    Domain domain = kvm.domains().createXml(document);

    domain.disk("vda").blockCopy(to(image, "copy.qcow2"));

    assertThat(domain.disk("vda").chain()).containsExactly(path("copy.qcow2"));
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    assertThat(domain.persistent()).isFalse();
  }

  @Test
  void copy_isRefused_whenTheDomainIsOff_orASnapshotNeedsTheImage() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume image = empty("image.qcow2");
    Domain domain = guest("-a", image);
    DomainDisk disk = domain.disk("vda");
    assertThatThrownBy(() -> disk.blockCopy(to(image, "copy.qcow2")))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(
            () -> disk.blockCopy(c -> c.file("/a").shallow(true).format(VolumeFormat.RAW)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("shallow");
    domain.start();
    domain.snapshots().create(s -> s.name("one").kind(SnapshotKind.EXTERNAL));

    assertThatThrownBy(() -> disk.blockCopy(to(image, "copy.qcow2")))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("snapshot");
    assertThat(pool().find("copy.qcow2")).isEmpty();
  }
}
