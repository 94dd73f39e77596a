package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowOverlay;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowImageTest {
  @TempDir Path folder;

  @Test
  @RequiresTool(
      value = {"python3", "--version"},
      debianPackage = "python3")
  void imageInfo_tellsOfTheWholeChain() throws IOException {
    Path golden = folder.resolve("a \"golden\" image.qcow2");
    Path clone = folder.resolve("clone.qcow2");
    QcowSpec.of(ByteSize.gib(1)).create(golden);
    QcowOverlay.on(golden, BackingFormat.QCOW2).create(clone);

    ToolRun run = ToolRun.of("image-info", clone.toString()).succeeded();

    assertThat(run.out())
        .contains("\"filename\": \"" + clone)
        .contains("\"full-backing-filename\": \"" + folder + "/a \\\"golden\\\" image.qcow2\"")
        .contains("\"virtual-size\": 1073741824");
    Path json = Files.writeString(folder.resolve("info.json"), run.out());
    Tool.run("python3", "-m", "json.tool", json).orFail();
  }

  @Test
  void imageInfo_whenAFileIsMissing_saysWhich() {
    ToolRun.of("image-info", folder.resolve("none.qcow2").toString()).failedSaying("none.qcow2");
  }
}
