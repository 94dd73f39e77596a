package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left where a copy is broken off. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class FlattenCrashTest {
  private static final int KILLED = 128 + 9;

  @TempDir Path folder;

  /** A JVM of its own, which is killed as soon as something has been written. */
  public static final class Killed {
    private Killed() {}

    public static void main(String[] args) {
      ProgressListener killing =
          new ProgressListener() {
            @Override
            public void advanced(Progress progress) {
              long pid = ProcessHandle.current().pid();
              Tool.run("kill", "-KILL", pid);
            }
          };
      Flatten flatten = Flatten.of(Path.of(args[0]), BackingFormat.QCOW2);
      if (args.length > 1) {
        flatten.toRaw(Path.of(args[1]), killing);
      } else {
        flatten.inPlace(killing);
      }
    }
  }

  private Path overlay() {
    Path base = folder.resolve("base.qcow2");
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", base, "8M").orFail();
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 1 0 4M", base).orFail();
    Path overlay = folder.resolve("overlay.qcow2");
    QcowOverlay.on(base, BackingFormat.QCOW2).create(overlay);
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 2 2M 4M", overlay).orFail();
    return overlay;
  }

  private static int runKilled(Object... arguments) {
    return Tool.run(ChildJvm.command(Killed.class, arguments).toArray()).exit();
  }

  @Test
  void toRaw_whenKilledInMidFlight_leavesNothingUnderTheName_andARerunCompletes() throws Exception {
    Path overlay = overlay();
    Path flat = folder.resolve("flat.raw");
    assertThat(runKilled(overlay, flat)).isEqualTo(KILLED);
    assertThat(flat).doesNotExist();
    Flatten.of(overlay, BackingFormat.QCOW2).toRaw(flat);
    Tool.run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", overlay, flat).orFail();
  }

  @Test
  void inPlace_whenKilledInMidFlight_leavesTheOldImage_andARerunCompletes() throws Exception {
    Path overlay = overlay();
    byte[] before = Files.readAllBytes(overlay);
    assertThat(runKilled(overlay)).isEqualTo(KILLED);
    assertThat(overlay).hasBinaryContent(before);
    Flatten.of(overlay, BackingFormat.QCOW2).inPlace(ProgressListener.NONE);
    assertThat(QcowImage.open(overlay).backingFile()).isEmpty();
  }

  @Test
  @RequiresTool(
      value = {"sh", "-c", "test $(id -u) = 0 && mountpoint -q /"},
      debianPackage = "util-linux")
  void toRaw_whenTheDiskIsFull_saysSoAndLeavesNothing() throws IOException {
    Path overlay = overlay();
    byte[] before = Files.readAllBytes(overlay);
    Path tiny = Files.createDirectory(folder.resolve("kvmsdk-tiny"));
    Tool.run("mount", "-t", "tmpfs", "-o", "size=3M", "kvmsdk-tiny", tiny).orFail();
    try {
      Flatten flatten = Flatten.of(overlay, BackingFormat.QCOW2);
      assertThatThrownBy(() -> flatten.toRaw(tiny.resolve("flat.raw")))
          .isInstanceOf(KvmException.class)
          .hasMessageContaining("No space left");
      assertThat(tiny).isEmptyDirectory();
      assertThat(overlay).hasBinaryContent(before);
    } finally {
      Tool.run("umount", tiny).orFail();
    }
  }
}
