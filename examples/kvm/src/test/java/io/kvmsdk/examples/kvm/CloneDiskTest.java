package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloneDiskTest {
  @TempDir Path folder;

  @Test
  @RequiresTool(
      value = {"qemu-img", "--version"},
      debianPackage = "qemu-utils")
  void clone_makesOverlaysThatQemuReads() {
    Path golden = folder.resolve("golden.qcow2");
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", golden, "1G").orFail();
    Path clones = folder.resolve("deep/clones");

    ToolRun run = clone(golden, "qcow2", 3, clones).succeeded();

    assertThat(run.out()).matches("3 clones of .*golden.qcow2 in .*clones, \\d+\\.\\d\\d s\n");
    for (int i = 1; i <= 3; i++) {
      Path clone = clones.resolve("golden-" + i + ".qcow2");
      Tool.run("qemu-img", "check", clone).orFail();
      assertThat(Tool.run("qemu-img", "info", clone).orFail().output())
          .contains("virtual size: 1 GiB", "backing file: " + golden, "format: qcow2");
    }
  }

  @Test
  void clone_takesRawDisks() throws IOException {
    Path golden = Files.write(folder.resolve("golden.img"), new byte[4096]);

    clone(golden, "raw", 1, folder).succeeded();

    assertThat(folder.resolve("golden-1.qcow2")).isNotEmptyFile();
  }

  @Test
  void clone_whenGoldenIsMissing_leavesNothing() {
    Path golden = folder.resolve("none.qcow2");
    Path clones = folder.resolve("clones");

    clone(golden, "qcow2", 2, clones).failedSaying(golden.toString(), "Check the path");

    assertThat(clones).doesNotExist();
  }

  @Test
  void clone_whenGoldenHasAnotherFormat_leavesNothing() throws IOException {
    Path golden = Files.write(folder.resolve("golden.img"), new byte[4096]);
    Path clones = folder.resolve("clones");

    clone(golden, "qcow2", 2, clones).failedSaying(golden.toString(), "qcow2");

    assertThat(clones).doesNotExist();
  }

  @Test
  void clone_whenOneNameIsTaken_removesTheOthers() throws IOException {
    Path golden = Files.write(folder.resolve("golden.img"), new byte[4096]);
    Path taken = Files.writeString(folder.resolve("golden-3.qcow2"), "precious");

    clone(golden, "raw", 5, folder).failedSaying(taken.toString(), "remove it");

    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("golden.img", "golden-3.qcow2");
    assertThat(taken).hasContent("precious");
  }

  @Test
  void clone_whenInterrupted_leavesNothing() throws IOException {
    Path golden = Files.write(folder.resolve("golden.img"), new byte[4096]);
    Path clones = folder.resolve("clones");

    Thread.currentThread().interrupt();
    ToolRun run = clone(golden, "raw", 5, clones);

    assertThat(Thread.interrupted()).isTrue();
    run.failedSaying("interrupted");
    assertThat(clones).doesNotExist();
  }

  @Test
  void clone_whenCountIsNotPositive_saysSo() throws IOException {
    Path golden = Files.write(folder.resolve("golden.img"), new byte[4096]);

    clone(golden, "raw", 0, folder).failedSaying("--count", "at least 1");
  }

  private static ToolRun clone(Path golden, String format, int count, Path target) {
    return ToolRun.of(
        "clone", "--golden", golden, "--format", format, "--count", count, "--out-dir", target);
  }
}
