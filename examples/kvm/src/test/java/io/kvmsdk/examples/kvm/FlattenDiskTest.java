package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowOverlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlattenDiskTest {
  @TempDir Path folder;
  private Path clone;

  @BeforeEach
  void makeClone() throws IOException {
    Path golden = Files.writeString(folder.resolve("golden.img"), "golden".repeat(10_000));
    clone = folder.resolve("clone.qcow2");
    QcowOverlay.on(golden, BackingFormat.RAW).create(clone);
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2"})
  @RequiresTool(
      value = {"qemu-img", "--version"},
      debianPackage = "qemu-utils")
  void flatten_copiesTheWholeChain(String format) {
    Path flat = folder.resolve("flat");

    ToolRun.of("flatten", clone, flat, "--format", format).succeeded();

    Tool.run("qemu-img", "compare", "-f", "qcow2", "-F", format, clone, flat).orFail();
    assertThat(Tool.run("qemu-img", "info", "-f", format, flat).orFail().output())
        .doesNotContain("backing");
  }

  @Test
  void flatten_whenTheTargetIsThere_keepsIt() throws IOException {
    Path flat = Files.writeString(folder.resolve("flat"), "mine");

    ToolRun.of("flatten", clone, flat).failedSaying(flat.toString());

    assertThat(flat).hasContent("mine");
  }
}
