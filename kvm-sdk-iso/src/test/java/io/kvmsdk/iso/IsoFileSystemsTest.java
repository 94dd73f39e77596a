package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where blocks can be shared they are; where there is no room, nothing is left. */
@RequiresIsoTools
@RequiresMount
class IsoFileSystemsTest {
  private static final int BLOCK = 4096;

  /** A line of {@code filefrag -v}: a run of blocks that another file has too. */
  private static final Pattern SHARED =
      Pattern.compile("^ *\\d+: .*: +(\\d+):.*\\bshared\\b", Pattern.MULTILINE);

  @TempDir Path folder;
  private SinkSample elsewhere;
  private Path expected;

  @BeforeEach
  void writeWithoutSharing() throws IOException {
    elsewhere = SinkSample.in(folder.resolve("in"));
    expected = folder.resolve("expected.iso");
    elsewhere.patch().writeIso(expected);
  }

  private static long sharedBytes(Path file) {
    String extents = Tool.run("filefrag", "-v", file).orFail().output();
    return SHARED
        .matcher(extents)
        .results()
        .mapToLong(run -> Long.parseLong(run.group(1)) * BLOCK)
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"xfs", "btrfs"})
  void writeIso_whenTheFileSystemCan_sharesWhatDoesNotDiffer(String type) throws IOException {
    try (Mount mount = Mount.ofType(type, folder)) {
      SinkSample sample = SinkSample.in(mount.folder().resolve("in"));
      Tool.run("sync", "--file-system", mount.folder()).orFail();
      Path iso = mount.folder().resolve("new.iso");

      sample.patch().writeIso(iso);

      Tool.run("sync", "--file-system", mount.folder()).orFail();
      Tool.run("cmp", expected, iso).orFail();
      assertThat(sharedBytes(iso)).isGreaterThan(sample.patch().originalLength() * 9 / 10);
      Tool.run("cmp", elsewhere.original(), sample.original()).orFail();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"xfs", "btrfs"})
  void writeIso_whenTheOriginalLiesOnAnotherFileSystem_copies(String type) throws IOException {
    try (Mount mount = Mount.ofType(type, folder)) {
      Path iso = mount.folder().resolve("new.iso");
      elsewhere.patch().writeIso(iso);
      Tool.run("cmp", expected, iso).orFail();
      assertThat(sharedBytes(iso)).isZero();
    }
  }

  @Test
  void writeIso_whenThereIsNoCp_writesTheSame() throws IOException {
    try (Mount mount = Mount.ofType("xfs", folder)) {
      SinkSample sample = SinkSample.in(mount.folder().resolve("in"));
      Path iso = mount.folder().resolve("new.iso");
      ForkedSink.java("-Xmx64m").path("/nonexistent").run("iso", sample, iso);
      Tool.run("cmp", expected, iso).orFail();
    }
  }

  @Test
  void write_whenTheDiskIsFull_leavesNothing() throws IOException {
    try (Mount mount = Mount.tiny(folder, 8)) {
      Path iso = mount.folder().resolve("new.iso");
      assertThatThrownBy(() -> elsewhere.patch().writeIso(iso))
          .isInstanceOf(KvmException.class)
          .hasMessageContaining("new.iso")
          .hasMessageContaining("No space left");
      assertThat(mount.folder()).isEmptyDirectory();
    }
  }

  /** The overlay has 3 MB, for the file that is added. */
  @Test
  void writeOverlay_whenTheDiskIsFull_leavesNothing() throws IOException {
    try (Mount mount = Mount.tiny(folder, 2)) {
      Path overlay = mount.folder().resolve("new.qcow2");
      assertThatThrownBy(() -> elsewhere.patch().writeOverlay(overlay, expected.toString()))
          .isInstanceOf(KvmException.class)
          .hasMessageContaining("No space left");
      assertThat(mount.folder()).isEmptyDirectory();
    }
  }

  /** The copy is whole again once there is room. */
  @Test
  void applyTo_whenTheDiskIsFull_canBeRepeated() throws IOException {
    try (Mount mount = Mount.tiny(folder, 22)) {
      Path copy = Files.copy(elsewhere.original(), mount.folder().resolve("copy.iso"));
      assertThatThrownBy(() -> elsewhere.patch().applyTo(copy))
          .isInstanceOf(KvmException.class)
          .hasMessageContaining("No space left");
      Tool.run("mount", "-o", "remount,size=40m", mount.folder()).orFail();
      elsewhere.patch().applyTo(copy);
      Tool.run("cmp", expected, copy).orFail();
    }
  }
}
