package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mistake gives one line that names the object and what to do, and leaves nothing behind. */
class BadInputTest {
  @TempDir Path folder;
  private Path iso;
  private Path preseed;

  @BeforeEach
  void makeInput() throws IOException {
    iso = folder.resolve("sample.iso");
    preseed = folder.resolve("answers.cfg");
    SampleInstaller.write(iso);
    Files.writeString(preseed, "d-i netcfg/get_hostname string web\n");
  }

  @Test
  void noSuchIso() {
    remaster(folder.resolve("none.iso"), preseed).failedSaying("none.iso", "Check the path");
  }

  @Test
  void folderInsteadOfAnIso() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("directory"));

    remaster(directory, preseed).failedSaying(directory.toString());
  }

  @Test
  void notAnIso() {
    remaster(preseed, preseed).failedSaying(preseed.toString(), "not an ISO 9660 image");
  }

  @Test
  void truncatedIso() throws IOException {
    byte[] half = Arrays.copyOf(Files.readAllBytes(iso), 3_000_000);

    remaster(Files.write(iso, half), preseed).failedSaying(iso.toString(), "cut short");
  }

  @Test
  void noSuchPreseed() {
    remaster(iso, folder.resolve("none.cfg")).failedSaying("none.cfg", "Check the path");
  }

  @Test
  void notAPreseed() throws IOException {
    Files.writeString(preseed, "lang en_US\n");

    remaster(iso, preseed).failedSaying(preseed.toString(), "line 1", "owner question type value");
  }

  @Test
  void fileToAddIsMissing() {
    remaster(iso, preseed, "--add", folder.resolve("none.txt") + "=/none.txt")
        .failedSaying("none.txt", "Check the path");
  }

  @Test
  void pathToAddIsTaken() {
    remaster(iso, preseed, "--add", preseed + "=/README.txt").failedSaying("/README.txt");
  }

  @Test
  void takenTarget() throws IOException {
    Path target = Files.writeString(folder.resolve("out.iso"), "precious");

    ToolRun.of("remaster", "--iso", iso, "--answers", preseed, "--out", target)
        .failedSaying(target.toString(), "remove it");

    assertThat(target).hasContent("precious");
  }

  @Test
  void schemeThatNobodyKnows() {
    ToolRun.of("list", "--connect", "vmware://host")
        .failedSaying("vmware://host", "qemu:///system");
  }

  @Test
  void notAUri() {
    ToolRun.of("list", "--connect", "my host").failedSaying("'my host'", "not a URI");
  }

  @Test
  @RequiresTool(
      value = {"virsh", "--version"},
      debianPackage = "libvirt-clients")
  void libvirtdDoesNotRun() {
    ToolRun.of("list", "--connect", "qemu+unix:///system?socket=/nonexistent")
        .failedSaying("qemu+unix:///system?socket=/nonexistent", "libvirtd");
  }

  private ToolRun remaster(Path image, Path answers, Object... more) {
    Path target = folder.resolve("out.iso");
    List<Object> arguments = new ArrayList<>(List.of("remaster", "--iso", image, "--out", target));
    arguments.addAll(List.of("--answers", answers));
    arguments.addAll(List.of(more));
    ToolRun run = ToolRun.of(arguments.toArray());
    assertThat(target).doesNotExist();
    return run;
  }
}
