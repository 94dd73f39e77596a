package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a loss of power leaves, at any moment of a change in place. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class InPlaceCrashTest {
  private static final int OLD = (3 << 20) - 512;

  @TempDir Path folder;

  private Path overlay(String options) throws IOException {
    byte[] content = new byte[5 << 20];
    Arrays.fill(content, (byte) 7);
    Path base = Files.write(folder.resolve("base.raw"), content);
    Path image = folder.resolve("image.qcow2");
    String all = options + ",backing_fmt=raw,backing_file=" + base;
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", all, image, OLD).orFail();
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 1 1M 1M", image).orFail();
    return image;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cluster_size=512,refcount_bits=64 | 6",
        "cluster_size=512,refcount_bits=1 | 800",
        "cluster_size=4k | 6",
        "cluster_size=64k | 6",
        "cluster_size=64k | 9000",
        "extended_l2=on,cluster_size=16k | 6"
      })
  void resize_whenPowerIsLost_leavesTheOldImageOrTheNewOne(String options, int mebibytes)
      throws IOException {
    Path image = overlay(options);
    Path old = JournalChannel.copy(image, "old.qcow2");
    JournalChannel journal = new JournalChannel(image);
    try (journal) {
      ImageResize.grow(new ImageEdit(image, journal), (long) mebibytes << 20);
    }
    Random chance = new Random(mebibytes);
    for (int epoch = 0; epoch < journal.epochs(); epoch++) {
      for (int i = 0; i < 3; i++) {
        Path crashed = JournalChannel.copy(old, "crashed.qcow2");
        journal.crash(crashed, epoch, chance);
        judge(crashed, old, image);
      }
    }
    assertThat(journal.epochs()).isGreaterThan(3);
  }

  /** Leaks are allowed for, nothing worse. */
  private static void judge(Path crashed, Path old, Path whole) {
    Tool.Result check = Tool.run("qemu-img", "check", "-f", "qcow2", crashed);
    assertThat(check.exit()).as(check.output()).isIn(0, 3);
    assertThat(QcowCheck.of(crashed).corruptions()).isZero();
    ByteSize size = QcowImage.open(crashed).virtualSize();
    boolean isOld = size.equals(QcowImage.open(old).virtualSize());
    Tool.run("qemu-img", "compare", "-s", "-U", crashed, isOld ? old : whole).orFail();
  }

  @Test
  void rebaseUnsafe_whenPowerIsLost_leavesTheOldNameOrTheNewOne() throws IOException {
    Path image = overlay("cluster_size=4k");
    Path old = JournalChannel.copy(image, "old.qcow2");
    JournalChannel journal = new JournalChannel(image);
    try (journal) {
      new HeaderPatch(new ImageEdit(image, journal))
          .writeBacking("x".repeat(900), Optional.of(BackingFormat.QCOW2));
    }
    Random chance = new Random(900);
    String was = QcowImage.open(old).backingFile().orElseThrow();
    for (int epoch = 0; epoch < journal.epochs(); epoch++) {
      for (int i = 0; i < 16; i++) {
        Path crashed = JournalChannel.copy(old, "crashed.qcow2");
        journal.crash(crashed, epoch, chance);
        QcowImage seen = QcowImage.open(crashed);
        assertThat(seen.backingFile().orElseThrow() + seen.backingFormat().orElseThrow())
            .isIn(was + "raw", "x".repeat(900) + "qcow2");
      }
    }
  }
}
