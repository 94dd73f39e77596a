package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that we flattened, as qemu-img sees them. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class FlattenJudgedTest {
  private static final ProgressListener NOBODY = ProgressListener.NONE;

  @TempDir Path folder;

  private Path chain(int seed) {
    return RandomChain.create(folder, seed, seed % 8 == 0 ? 10 : seed % 8);
  }

  private Path overlay() {
    Path base = folder.resolve("base.qcow2");
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", base, "8M").orFail();
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 1 1M 2M", base).orFail();
    Path overlay = folder.resolve("overlay.qcow2");
    QcowOverlay.on(base, BackingFormat.QCOW2).create(overlay);
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 2 2M 2M", overlay).orFail();
    return overlay;
  }

  private static Flatten flatten(Path source) {
    return Flatten.of(source, BackingFormat.QCOW2);
  }

  private static void assertSame(Path expected, String format, Path actual) {
    Tool.run("qemu-img", "compare", "-f", "qcow2", "-F", format, expected, actual).orFail();
    if (format.equals("qcow2")) {
      Tool.run("qemu-img", "check", "-q", "-f", "qcow2", actual).orFail();
      assertThat(QcowImage.open(actual).backingFile()).isEmpty();
    }
  }

  private static long allocated(Path file) {
    return ImageFiles.allocated(file).orElseThrow().bytes();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void toRaw_whenQemuFilledAChain_readsTheSameAndTakesNoMoreRoom(int seed) {
    Path top = chain(seed);
    Path flat = folder.resolve("flat.raw");
    Path judge = folder.resolve("judge.raw");
    flatten(top).toRaw(flat);
    assertSame(top, "raw", flat);
    Tool.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", top, judge).orFail();
    assertThat(allocated(flat)).isLessThanOrEqualTo(allocated(judge) * 102 / 100 + 4096);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void toQcow2_whenQemuFilledAChain_readsTheSameAndTakesNoMoreRoom(int seed) {
    Path top = chain(seed);
    Path flat = folder.resolve("flat.qcow2");
    Path judge = folder.resolve("judge.qcow2");
    flatten(top).toQcow2(flat);
    assertSame(top, "qcow2", flat);
    Tool.run("qemu-img", "convert", "-f", "qcow2", "-O", "qcow2", top, judge).orFail();
    assertThat(allocated(flat)).isLessThanOrEqualTo(allocated(judge) * 102 / 100 + 4096);
  }

  @ParameterizedTest
  @EnumSource(DetectZeros.class)
  void toQcow2_whateverTheLayoutAndTheLookAtZeros_readsTheSame(DetectZeros zeros) {
    Path top = chain(11);
    for (int kib : new int[] {4, 16, 2048}) {
      Path flat = folder.resolve("flat-" + kib + ".qcow2");
      flatten(top).toBuilder()
          .detectZeros(zeros)
          .threads(1)
          .build()
          .toQcow2(flat, q -> q.clusterSize(ByteSize.kib(kib)).extendedL2(kib > 4), NOBODY);
      assertSame(top, "qcow2", flat);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void toQcow2_whenCompressed_readsTheSame(int seed) {
    Path top = chain(seed);
    Path flat = folder.resolve("flat.qcow2");
    flatten(top).toBuilder().compress(true).build().toQcow2(flat);
    assertSame(top, "qcow2", flat);
    assertThat(QcowDisk.open(flat, BackingFormat.QCOW2).map()).anyMatch(MapEntry::compressed);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 6, 8})
  void inPlace_whenTheBackingFilesAreGone_readsTheSame(int seed) throws IOException {
    Path top = chain(seed);
    Path before = folder.resolve("before.raw");
    Tool.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", top, before).orFail();
    flatten(top).inPlace(NOBODY);
    for (Path file : files()) {
      if (file.getFileName().toString().startsWith("layer-") && !file.equals(top)) {
        Files.delete(file);
      }
    }
    Tool.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", before, top).orFail();
    assertSame(top, "qcow2", top);
  }

  @Test
  void toRaw_whenTheTargetExists_keepsItUnlessToldOtherwise() throws IOException {
    Path overlay = overlay();
    Path target = Files.writeString(folder.resolve("target"), "precious");
    assertThatThrownBy(() -> flatten(overlay).toRaw(target))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(target).hasContent("precious");
    flatten(overlay).toBuilder().replace(true).build().toRaw(target);
    assertSame(overlay, "raw", target);
  }

  @Test
  void toRaw_whenTheTargetIsTheBackingFile_refuses() throws IOException {
    Path overlay = overlay();
    Path base = folder.resolve("base.qcow2");
    byte[] before = Files.readAllBytes(base);
    assertThatThrownBy(() -> flatten(overlay).toBuilder().replace(true).build().toRaw(base))
        .isInstanceOf(ConflictException.class);
    assertThat(base).hasBinaryContent(before);
  }

  @Test
  void toRaw_whenInterrupted_leavesNothing() throws IOException {
    Path overlay = overlay();
    List<Path> before = files();
    ProgressListener interrupting =
        new ProgressListener() {
          @Override
          public void started(Progress progress) {
            Thread.currentThread().interrupt();
          }
        };
    assertThatThrownBy(() -> flatten(overlay).toRaw(folder.resolve("flat"), interrupting))
        .isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void toQcow2_tellsProgressUpToTheDisksSize() {
    List<Long> done = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void finished(Progress progress) {
            done.add(progress.done());
          }
        };
    flatten(overlay()).toQcow2(folder.resolve("flat.qcow2"), layout -> {}, listener);
    assertThat(done).containsExactly(ByteSize.mib(8).bytes());
  }
}
