package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What images can make a JVM do that reads them: see {@link ReadUntrusted}. */
@Timeout(300)
class UntrustedJvmTest {
  @TempDir Path folder;

  private static List<Object> jvm(Object... arguments) {
    return ChildJvm.command(ReadUntrusted.class, arguments);
  }

  @Test
  void read_when100000HeadersAndTablesAreMutated_refusesByTypeInTimeAndMemory() throws Exception {
    Tool.Result result = Tool.run(jvm("mutated", folder, 100_000).toArray()).orFail();
    assertThat(result.output()).containsPattern("read \\d{4,}, refused \\d{4,}");
    assertThat(result.output()).as("or it hangs").containsPattern("slowest \\d{1,4} ms");
  }

  @Test
  @RequiresTool(
      value = {"strace", "-o", "/dev/null", "true"},
      debianPackage = "strace")
  void read_whenImagesNameFilesOfTheHost_opensNoneOfThem() throws Exception {
    Path named = Files.writeString(folder.resolve("named-by-an-image"), "secret");
    Path images = Files.createDirectory(folder.resolve("images"));
    writeImagesThatName(named.toString(), images);
    Path log = folder.resolve("log");
    List<Object> command =
        new ArrayList<>(List.of("strace", "-f", "-e", "trace=/^open", "-o", log));
    command.addAll(jvm("all", images));
    String output = Tool.run(command.toArray()).orFail().output();
    assertThat(output.lines()).hasSize(8).filteredOn(l -> l.contains("was refused")).hasSize(7);
    assertThat(Files.readString(log))
        .contains("json.qcow2", "good.raw")
        .doesNotContain("named-by-an");
  }

  private static void writeImagesThatName(String file, Path images) throws IOException {
    Files.write(images.resolve("good.raw"), new byte[512]);
    Files.createSymbolicLink(images.resolve("link"), Path.of(file));
    MappedBytes.over("good.raw", "raw").writeTo(images.resolve("good.qcow2"));
    MappedBytes.over(file, "raw").writeTo(images.resolve("absolute.qcow2"));
    MappedBytes.over("../named-by-an-image", "raw").writeTo(images.resolve("above.qcow2"));
    MappedBytes.over("link", "raw").writeTo(images.resolve("linked.qcow2"));
    MappedBytes.over("good.raw", "").writeTo(images.resolve("probed.qcow2"));
    MappedBytes.over("json:{\"driver\":\"file\",\"filename\":\"" + file + "\"}", "raw")
        .writeTo(images.resolve("json.qcow2"));
    MappedBytes.over("file:" + file, "raw").writeTo(images.resolve("protocol.qcow2"));
    new MappedBytes()
        .u32(76, 4)
        .extension(0x44415441, file)
        .writeTo(images.resolve("data-file.qcow2"));
  }
}
