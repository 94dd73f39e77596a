package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Overlays that we put over other files, or wrote into their base, as qemu-img sees them. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class RebaseCommitJudgedTest {
  @TempDir Path folder;

  /** What the guest sees now. */
  private Path seen(Path top) {
    Path raw = folder.resolve("seen.raw");
    Tool.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", top, raw).orFail();
    return raw;
  }

  private static void assertReads(Path raw, String format, Path actual) {
    Tool.run("qemu-img", "compare", "-f", "raw", "-F", format, raw, actual).orFail();
    if (format.equals("qcow2")) {
      Tool.run("qemu-img", "check", "-q", "-f", "qcow2", actual).orFail();
    }
  }

  private static void rebase(Path top, Path base) {
    QcowImage.rebase(top, base.toString(), BackingFormat.QCOW2, ProgressListener.NONE);
  }

  private Path other(int seed) throws IOException {
    return RandomChain.create(Files.createDirectory(folder.resolve("other")), seed, 2);
  }

  private Path base(String format, String size) {
    Path base = folder.resolve("base." + format);
    Tool.run("qemu-img", "create", "-q", "-f", format, base, size).orFail();
    Tool.run("qemu-io", "-f", format, "-c", "write -P 1 0 1M", base).orFail();
    return base;
  }

  private Path overlay(Path base, BackingFormat format) {
    Path overlay = folder.resolve("overlay.qcow2");
    QcowOverlay.on(base, format).create(overlay);
    Tool.run("qemu-img", "resize", "-q", "-f", "qcow2", overlay, "3M").orFail();
    Tool.run(
            "qemu-io",
            "-f",
            "qcow2",
            "-c",
            "write -P 2 100k 8k",
            "-c",
            "write -z 512k 70k",
            "-c",
            "write -P 3 2M 1k",
            overlay)
        .orFail();
    return overlay;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 15})
  void rebase_ontoAnUnrelatedChain_readsTheSame(int seed) throws IOException {
    Path top = RandomChain.create(folder, seed, 1 + seed % 5);
    Path before = seen(top);
    Path other = other(seed + 100);
    rebase(top, other);
    assertReads(before, "qcow2", top);
    assertThat(QcowImage.open(top).backingFile()).contains(other.toString());
  }

  @Test
  void rebase_ontoALowerLayer_copiesOnlyWhatLayBetween() throws IOException {
    Path base = base("qcow2", "8M");
    Path middle = folder.resolve("middle.qcow2");
    QcowOverlay.on(base, BackingFormat.QCOW2).create(middle);
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 4 4M 64k", middle).orFail();
    Path top = folder.resolve("top.qcow2");
    QcowOverlay.on(middle, BackingFormat.QCOW2).create(top);
    Path before = seen(top);
    rebase(top, base);
    assertReads(before, "qcow2", top);
    try (QcowDisk disk = QcowDisk.open(top, BackingFormat.QCOW2)) {
      assertThat(disk.map()).filteredOn(e -> e.depth() == 0 && e.data()).hasSize(1);
    }
  }

  @Test
  void rebase_ontoItsOwnOverlay_refusesAndKeepsIt() throws IOException {
    Path base = base("qcow2", "2M");
    Path overlay = overlay(base, BackingFormat.QCOW2);
    byte[] before = Files.readAllBytes(base);
    assertThatThrownBy(() -> rebase(base, overlay)).isInstanceOf(InvalidSpecException.class);
    assertThat(base).hasBinaryContent(before);
  }

  @Test
  void commit_ofAnOverlayThatIsLarger_growsTheBaseAndEmptiesTheOverlay() {
    for (BackingFormat format : BackingFormat.values()) {
      Path base = base(format.toString(), "2M");
      Path overlay = overlay(base, format);
      Path before = seen(overlay);
      Commit.of(overlay).into(base);
      assertReads(before, format.toString(), base);
      assertReads(before, "qcow2", overlay);
      try (QcowDisk disk = QcowDisk.open(overlay, BackingFormat.QCOW2)) {
        assertThat(disk.map()).noneMatch(e -> e.depth() == 0 && e.present());
      }
      deleteAll();
    }
  }

  private void deleteAll() {
    Tool.run("find", folder, "-type", "f", "-delete").orFail();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7})
  void commit_intoAnOverlay_keepsWhatLiesBelow(int seed) throws IOException {
    Path chain = RandomChain.create(folder, seed, 1 + seed % 3);
    Path middle = folder.resolve("middle.qcow2");
    QcowOverlay.on(chain, BackingFormat.QCOW2).create(middle);
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 4 64k 64k", middle).orFail();
    Files.setPosixFilePermissions(middle, PosixFilePermissions.fromString("rw-r-----"));
    Path top = folder.resolve("top.qcow2");
    QcowOverlay.on(middle, BackingFormat.QCOW2).create(top);
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 5 96k 3k", "-c", "write -z 0 9k", top)
        .orFail();
    Path before = seen(top);
    Commit.builder().overlay(top).afterwards(Commit.Afterwards.DELETE).build().into(middle);
    assertReads(before, "qcow2", middle);
    assertThat(top).doesNotExist();
    assertThat(QcowImage.open(middle).backingFile()).contains(chain.toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(middle)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void commit_whereItWouldHarm_refusesAndKeepsBoth() throws IOException {
    Path base = base("qcow2", "2M");
    Path overlay = overlay(base, BackingFormat.QCOW2);
    Path sibling = folder.resolve("sibling.qcow2");
    QcowOverlay.on(base, BackingFormat.QCOW2).create(sibling);
    Commit commit = Commit.of(overlay);
    List<byte[]> before = List.of(Files.readAllBytes(base), Files.readAllBytes(overlay));
    assertRefused(commit.toBuilder().addDependents(overlay, sibling).build(), base, "sibling");
    assertRefused(commit, sibling, "not the backing file");
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("r--r--r--"));
    assertRefused(commit, base, "nobody");
    assertThat(base).hasBinaryContent(before.get(0));
    assertThat(overlay).hasBinaryContent(before.get(1));
  }

  private static void assertRefused(Commit commit, Path base, String reason) {
    assertThatThrownBy(() -> commit.into(base))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void everyRewrite_leavesNoOtherFile() throws IOException {
    Path base = base("qcow2", "2M");
    Path overlay = overlay(base, BackingFormat.QCOW2);
    rebase(overlay, other(7));
    Flatten.of(overlay, BackingFormat.QCOW2).inPlace(ProgressListener.NONE);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("base.qcow2", "overlay.qcow2", "other");
    }
  }
}
