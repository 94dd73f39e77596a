package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
  @TempDir Path folder;

  @Test
  void quickstart_endsWithTwoRunningMachines() {
    ToolRun run = ToolRun.of("quickstart", "--out", folder).succeeded();

    assertThat(run.out())
        .contains("a fake: no guest runs", "CREATE    network 'quickstart'", "100%")
        .containsPattern("quickstart-1 +running .* 192\\.168\\.233\\.\\d+\n")
        .containsPattern("quickstart-2 +running .* 192\\.168\\.233\\.\\d+\n");
  }

  @Test
  @RequiresTool(
      value = {"qemu-img", "--version"},
      debianPackage = "qemu-utils")
  @RequiresTool(
      value = {"xorriso", "--version"},
      debianPackage = "xorriso")
  void quickstart_leavesFilesThatOtherToolsOpen() throws IOException {
    ToolRun.of("quickstart", "--out", folder).succeeded();

    for (Path image : files(".qcow2")) {
      Tool.run("qemu-img", "check", image).orFail();
    }
    for (Path image : files(".iso")) {
      Tool.run("xorriso", "-indev", image, "-check_media", "use=indev", "--").orFail();
    }
    assertThat(files(".qcow2")).hasSize(4);
    assertThat(files("-installer.iso")).hasSize(2);
  }

  @Test
  @RequiresTool(
      value = {"bsdtar", "--version"},
      debianPackage = "libarchive-tools")
  void sample_isWhatItsChecksumsSay() {
    ToolRun.of("quickstart", "--out", folder, "--count", 1).succeeded();
    Path tree = folder.resolve("tree");
    assertThat(tree.toFile().mkdir()).isTrue();

    Tool.run("bsdtar", "-xf", folder.resolve("quickstart-1-installer.iso"), "-C", tree).orFail();

    Tool.runIn(tree, "md5sum", "--check", "--quiet", "md5sum.txt").orFail();
  }

  @Test
  void quickstart_runsAgainInTheSameFolder() throws IOException {
    Path out = folder.resolve("with blanks, ümlauts and #");
    ToolRun.of("quickstart", "--out", out, "--count", 1).succeeded();
    Path host = Files.move(out.resolve("host"), out.resolve("moved"));
    // Another JVM finds the files, but not the host that this one still has in memory.
    Path other = Files.createDirectory(folder.resolve("again"));
    Files.move(host, other.resolve("host"));

    ToolRun run = ToolRun.of("quickstart", "--out", other, "--count", 1).succeeded();

    assertThat(run.out()).contains("quickstart-1 runs at");
  }

  @Test
  void quickstart_takesAnInstaller() {
    Path iso = folder.resolve("given.iso");
    SampleInstaller.write(iso);

    ToolRun.of("quickstart", "--out", folder.resolve("out"), "--iso", iso).succeeded();

    assertThat(folder.resolve("out/installer.iso")).doesNotExist();
    assertThat(folder.resolve("out/quickstart-2-installer.iso")).isNotEmptyFile();
  }

  @Test
  void quickstart_whenTheInstallerIsMissing_leavesNothing() {
    Path out = folder.resolve("out");

    ToolRun.of("quickstart", "--out", out, "--iso", folder.resolve("none.iso"))
        .failedSaying("none.iso", "Check the path");

    assertThat(out).doesNotExist();
  }

  @Test
  void quickstart_onARealHost_wantsARealInstaller() {
    Path out = folder.resolve("out");

    ToolRun.of("quickstart", "--out", out, "--connect", "qemu:///system")
        .failedSaying("--iso", "Debian's installer");

    assertThat(out).doesNotExist();
  }

  @Test
  void quickstart_whenTheNameIsTaken_saysHowToGoOn() {
    String uri = "fake://" + folder.resolve("host");
    ToolRun.of("quickstart", "--out", folder, "--connect", uri).succeeded();

    ToolRun.of("quickstart", "--out", folder, "--connect", uri)
        .failedSaying("domain 'quickstart-1'", "delete it first");
  }

  @Test
  void quickstart_whenCountIsNotPositive_saysSo() {
    ToolRun.of("quickstart", "--out", folder, "--count", 0).failedSaying("--count");
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(ending)).toList();
    }
  }
}
