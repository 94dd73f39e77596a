package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks written to a loop device that holds old data; qemu-img judges. */
@RequiresTool(
    value = {"losetup", "--find"},
    debianPackage = "mount")
@RequiresTool(
    value = {"qemu-io", "--version"},
    debianPackage = "qemu-utils")
@Timeout(180)
class BlockDeviceTest {
  private static final int SIZE = 24 << 20;

  @TempDir Path folder;
  private Path old;
  private Path loop;

  @BeforeEach
  void attach() throws IOException {
    byte[] data = new byte[SIZE];
    new Random(3).nextBytes(data);
    old = Files.write(folder.resolve("kvmsdk-device.img"), data);
    loop = Path.of(Tool.run("losetup", "--find", "--show", old).orFail().output().strip());
  }

  @AfterEach
  void detach() {
    Tool.run("umount", folder.resolve("mounted"));
    Tool.run("losetup", "--detach", loop).orFail();
  }

  /** A chain of two, 16 MiB, with data, holes and zeros over data. */
  private QcowDisk disk() {
    Path base = folder.resolve("base.qcow2");
    Path top = folder.resolve("top.qcow2");
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", base, "16M").orFail();
    Tool.run("qemu-io", "-c", "write -P 1 1M 3M", "-c", "write -P 2 15M 1M", base).orFail();
    QcowOverlay.on(base, BackingFormat.QCOW2).create(top);
    Tool.run("qemu-io", "-c", "write -P 3 2M 700", "-c", "write -z 3M 512k", top).orFail();
    return QcowDisk.open(top, BackingFormat.QCOW2);
  }

  private List<String> state() throws IOException {
    return List.of(
        Tool.run("sha256sum", loop).orFail().output().split(" ", 2)[0],
        Long.toString(Files.size(old)));
  }

  @Test
  void importDisk_overOldData_comparesIdentical() throws IOException {
    byte[] before = Files.readAllBytes(old);
    List<Progress> heard = new ArrayList<>();
    try (QcowDisk disk = disk()) {
      BlockDevice.at(loop)
          .importDisk(
              disk,
              new ProgressListener() {
                @Override
                public void finished(Progress progress) {
                  heard.add(progress);
                }
              });
    }

    Path start = folder.resolve("start");
    Tool.run("dd", "if=" + loop, "of=" + start, "bs=1M", "count=16", "status=none").orFail();
    Tool.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", start, folder.resolve("top.qcow2"))
        .orFail();
    byte[] after = Files.readAllBytes(old);
    assertThat(after).hasSize(SIZE);
    assertThat(Arrays.mismatch(before, 16 << 20, SIZE, after, 16 << 20, SIZE)).isEqualTo(-1);
    assertThat(heard).singleElement().satisfies(p -> assertThat(p.done()).isEqualTo(32 << 20));
  }

  @Test
  void importDisk_leavesHoles_whereTheDeviceHadThem() throws IOException {
    Tool.run("fallocate", "--punch-hole", "--length", "24MiB", old).orFail();
    try (QcowDisk disk = disk()) {
      BlockDevice.at(loop).importDisk(disk, ProgressListener.NONE);
    }

    long blocks = Long.parseLong(Tool.run("stat", "-c", "%b", old).orFail().output().strip()) * 512;
    assertThat(blocks).isLessThanOrEqualTo(5 << 20);
    Tool.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", old, folder.resolve("top.qcow2"))
        .orFail();
  }

  @Test
  void importDisk_isRefused_whenTheDeviceIsMounted() throws IOException {
    Tool.run("mkfs.ext4", "-q", "-F", loop).orFail();
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    Tool.run("mount", loop, mounted).orFail();
    BlockDevice device = BlockDevice.at(loop);
    assertThat(device.users()).containsExactly("it is mounted at " + mounted);
    try (QcowDisk disk = disk()) {
      assertThatThrownBy(() -> device.importDisk(disk, ProgressListener.NONE))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining(mounted.toString());
    }
    Tool.run("umount", mounted).orFail();
    Tool.run("e2fsck", "-fn", loop).orFail();
    assertThat(device.users()).isEmpty();
  }

  @Test
  void importDisk_isRefused_whileQemuHasTheDevice() throws Exception {
    List<String> before = state();
    Process qemu =
        new ProcessBuilder("qemu-io", "-f", "raw", loop.toString())
            .redirectErrorStream(true)
            .start();
    try (QcowDisk disk = disk()) {
      // qemu-io prompts once it has the device open
      assertThat(qemu.getInputStream().readNBytes(7)).asString().isEqualTo("qemu-io");
      assertThatThrownBy(() -> BlockDevice.at(loop).importDisk(disk, ProgressListener.NONE))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("in use");
    } finally {
      qemu.getOutputStream().close();
      qemu.waitFor();
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void importDisk_isRefused_whenTheDeviceIsTooSmall() throws IOException {
    List<String> before = state();
    Path large = folder.resolve("large.qcow2");
    QcowSpec.of(ByteSize.mib(25)).create(large);
    try (QcowDisk disk = QcowDisk.open(large, BackingFormat.QCOW2)) {
      assertThatThrownBy(() -> BlockDevice.at(loop).importDisk(disk, ProgressListener.NONE))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("24MiB")
          .hasMessageContaining("25MiB");
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void importDisk_whenInterrupted_saysThatThereIsAPart() {
    try (QcowDisk disk = disk()) {
      ProgressListener interrupting =
          new ProgressListener() {
            @Override
            public void advanced(Progress progress) {
              Thread.currentThread().interrupt();
            }
          };
      assertThatThrownBy(() -> BlockDevice.at(loop).importDisk(disk, interrupting))
          .isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void at_isRefused_whereThereIsNoBlockDevice() throws IOException {
    assertThat(BlockDevice.at(loop).size()).isEqualTo(ByteSize.bytes(SIZE));
    Path link = Files.createSymbolicLink(folder.resolve("lv"), loop);
    assertThat(BlockDevice.at(link).path()).isEqualTo(loop);
    Files.delete(link);
    assertThatThrownBy(() -> BlockDevice.at(old)).isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> BlockDevice.at(folder.resolve("none")))
        .isInstanceOf(NotFoundException.class);
  }
}
