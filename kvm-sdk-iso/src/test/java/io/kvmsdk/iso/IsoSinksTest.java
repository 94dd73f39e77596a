package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every way of storing an image promises: the same bytes, whole or not at all. */
@RequiresIsoTools
class IsoSinksTest {
  @TempDir Path folder;
  private SinkSample sample;
  private IsoPatch patch;
  private Path target;

  @BeforeEach
  void plan() throws IOException {
    sample = SinkSample.in(folder.resolve("in"));
    patch = sample.patch();
    target = Files.createDirectory(folder.resolve("out")).resolve("target");
  }

  /** All ways that make a new file. */
  enum Sink {
    ISO {
      @Override
      void write(IsoPatch patch, Path target) {
        patch.writeIso(target);
      }
    },
    REPLACED_ISO {
      @Override
      void write(IsoPatch patch, Path target) {
        patch.replaceIso(target, ProgressListener.NONE);
      }
    },
    OVERLAY {
      @Override
      void write(IsoPatch patch, Path target) {
        patch.writeOverlay(target, patch.original().file().toString());
      }
    };

    abstract void write(IsoPatch patch, Path target);
  }

  private List<Path> written() throws IOException {
    try (Stream<Path> files = Files.list(target.getParent())) {
      return files.toList();
    }
  }

  private Path full(String name) {
    Path iso = folder.resolve(name);
    patch.writeIso(iso);
    return iso;
  }

  private Path copyOfTheOriginal() throws IOException {
    return Files.copy(sample.original(), target);
  }

  @Test
  void allSinks_giveTheSameBytes() throws IOException {
    Path iso = Judges.written(patch, folder.resolve("full.iso"));
    Path overlay = folder.resolve("overlay.qcow2");
    patch.writeOverlay(overlay, patch.original().file().toString());
    Judges.compareOverlay(overlay, iso);

    patch.applyTo(copyOfTheOriginal());
    Tool.run("cmp", iso, target).orFail();
    patch.replaceIso(target, ProgressListener.NONE);
    Tool.run("cmp", iso, target).orFail();
  }

  @ParameterizedTest
  @EnumSource
  void write_whenDoneAgain_givesTheSameFile(Sink sink) throws IOException {
    Path again = target.resolveSibling("again");
    sink.write(patch, target);
    sink.write(sample.planAgain(), again);
    Tool.run("cmp", target, again).orFail();
  }

  /** A patch may bring a password's hash into the image. */
  @ParameterizedTest
  @EnumSource
  void write_letsOnlyTheOwnerRead(Sink sink) throws IOException {
    sink.write(patch, target);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @EnumSource(names = {"ISO", "OVERLAY"})
  void write_whenTheTargetExists_keepsIt(Sink sink) throws IOException {
    Files.writeString(target, "precious");
    assertThatThrownBy(() -> sink.write(patch, target))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(target.toString());
    assertThat(target).hasContent("precious");
  }

  @ParameterizedTest
  @EnumSource
  void write_whenTheTargetIsAFolder_refuses(Sink sink) throws IOException {
    Files.createDirectory(target);
    assertThatThrownBy(() -> sink.write(patch, target))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining(target.toString());
    assertThat(written()).containsExactly(target);
    assertThat(target).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void write_whenTheFolderIsMissing_saysSo(Sink sink) {
    assertThatThrownBy(() -> sink.write(patch, folder.resolve("missing").resolve("target")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("missing");
  }

  @ParameterizedTest
  @EnumSource
  void write_whenTheOriginalIsGone_leavesNothing(Sink sink) throws IOException {
    Files.delete(sample.original());
    assertThatThrownBy(() -> sink.write(patch, target))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("original.iso");
    assertThat(written()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void write_whenTheOriginalHasChanged_leavesNothing(Sink sink) throws IOException {
    Files.write(sample.original(), new byte[1], StandardOpenOption.APPEND);
    assertThatThrownBy(() -> sink.write(patch, target))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("changed since the patch was planned");
    assertThat(written()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void write_whenAnAddedFileHasChanged_leavesNothing(Sink sink) throws IOException {
    Files.write(sample.added(), new byte[1], StandardOpenOption.APPEND);
    assertThatThrownBy(() -> sink.write(patch, target))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("firmware.bin");
    assertThat(written()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void write_whenInterrupted_leavesNothing(Sink sink) throws IOException {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> sink.write(patch, target)).isInstanceOf(CancelledException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(written()).isEmpty();
  }

  @Test
  void writeIso_whenTheOriginalChangesMeanwhile_leavesNothing() throws IOException {
    Listening change = new Listening(p -> append(sample.original()));
    assertThatThrownBy(() -> patch.writeIso(target, change)).isInstanceOf(ConflictException.class);
    assertThat(written()).isEmpty();
    assertThat(change.ends).containsExactly("failed");
  }

  @Test
  void writeIso_whenInterruptedMeanwhile_leavesNothing() throws IOException {
    Listening interrupt = new Listening(p -> Thread.currentThread().interrupt());
    assertThatThrownBy(() -> patch.writeIso(target, interrupt))
        .isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(written()).isEmpty();
  }

  @Test
  void writeIso_countsEveryByte() {
    Listening listening = new Listening(p -> {});
    patch.writeIso(target, listening);
    assertThat(listening.done).isEqualTo(patch.newLength());
    assertThat(listening.ends).containsExactly("finished");
  }

  private static void append(Path file) {
    try {
      Files.write(file, new byte[1], StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Does something when it first hears of an advance. */
  private static final class Listening implements ProgressListener {
    private final Consumer<Progress> first;
    private final List<String> ends = new ArrayList<>();
    private long done;

    private Listening(Consumer<Progress> first) {
      this.first = first;
    }

    @Override
    public void advanced(Progress progress) {
      if (done == 0) {
        first.accept(progress);
      }
      done = progress.done();
    }

    @Override
    public void finished(Progress progress) {
      ends.add("finished");
    }

    @Override
    public void failed(Progress progress, Throwable cause) {
      ends.add("failed");
    }
  }

  @Test
  void applyTo_whenDoneTwice_changesNothingMore() throws IOException {
    patch.applyTo(copyOfTheOriginal());
    patch.applyTo(target);
    Tool.run("cmp", full("full.iso"), target).orFail();
  }

  /** The copy is taken up from any state that an interrupt can leave it in. */
  @Test
  void applyTo_whenItWasInterrupted_finishes() throws IOException {
    Path iso = full("full.iso");
    copyOfTheOriginal();
    int steps = 0;
    for (boolean interrupted = true; interrupted; steps++) {
      interrupted = interruptAfter(steps);
      assertThat(Files.size(target)).isBetween(patch.originalLength(), patch.newLength());
      Judges.bootReport(target);
    }
    assertThat(steps).isGreaterThan(patch.extents().size());
    Tool.run("cmp", iso, target).orFail();
  }

  private boolean interruptAfter(int steps) {
    int[] left = {steps};
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void advanced(Progress progress) {
            if (left[0]-- == 0) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try {
      patch.applyTo(target, listener);
    } catch (CancelledException e) {
      assertThat(Thread.interrupted()).isTrue();
      return true;
    }
    return Thread.interrupted();
  }

  @Test
  void applyTo_keepsTheModeOfTheCopy() throws IOException {
    copyOfTheOriginal();
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-r--"));
    patch.applyTo(target);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-rw-r--");
  }

  /** The original under its own name, by a link of either kind; and a file that was added. */
  @Test
  void applyTo_whenTheCopyIsWhatThePatchIsMadeFrom_refuses() throws IOException {
    Path linked = Files.createSymbolicLink(folder.resolve("symbolic"), sample.original());
    Path hard = Files.createLink(folder.resolve("hard"), sample.original());
    byte[] before = Files.readAllBytes(sample.original());
    for (Path same : List.of(sample.original(), linked, hard, sample.added())) {
      assertThatThrownBy(() -> patch.applyTo(same))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("which the patch is made from");
    }
    assertThat(sample.original()).hasBinaryContent(before);
  }

  @Test
  void replaceIso_whenTheTargetIsTheOriginal_refuses() throws IOException {
    Path hard = Files.createLink(folder.resolve("hard"), sample.original());
    for (Path same : List.of(sample.original(), hard)) {
      assertThatThrownBy(() -> patch.replaceIso(same, ProgressListener.NONE))
          .isInstanceOf(ConflictException.class);
    }
    assertThat(Files.size(sample.original())).isEqualTo(patch.originalLength());
  }

  @Test
  void applyTo_whenTheCopyHasAnotherLength_refuses() throws IOException {
    copyOfTheOriginal();
    try (var channel = Files.newByteChannel(target, StandardOpenOption.WRITE)) {
      channel.truncate(patch.originalLength() - 1);
    }
    assertRefusedUntouched("bytes, and the original has");
  }

  /** In a sector that the patch changes, in a descriptor, in the last sector. */
  @Test
  void applyTo_whenTheCopyDiffersFromTheOriginal_refuses() throws IOException {
    long rewritten =
        patch.extents().stream()
            .mapToLong(IsoPatch.Extent::offset)
            .filter(o -> o > 64 * 2048)
            .findFirst()
            .orElseThrow();
    for (long at : new long[] {rewritten + 2047, 17 * 2048 + 100, patch.originalLength() - 1}) {
      Files.copy(sample.original(), target, StandardCopyOption.REPLACE_EXISTING);
      try (var channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) 0xa5}), at);
      }
      assertRefusedUntouched("at offset " + at / 2048 * 2048);
    }
  }

  private void assertRefusedUntouched(String problem) throws IOException {
    byte[] before = Files.readAllBytes(target);
    assertThatThrownBy(() -> patch.applyTo(target))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("not a copy of the original")
        .hasMessageContaining(problem);
    assertThat(target).hasBinaryContent(before);
  }

  @Test
  void applyTo_whenThereIsNoCopy_saysSo() {
    assertThatThrownBy(() -> patch.applyTo(target)).isInstanceOf(NotFoundException.class);
  }
}
