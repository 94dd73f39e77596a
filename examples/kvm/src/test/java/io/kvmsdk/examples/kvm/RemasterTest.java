package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresTool(
    value = {"xorriso", "--version"},
    debianPackage = "xorriso")
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class RemasterTest {
  @TempDir Path folder;
  private Path iso;
  private Path preseed;

  @BeforeEach
  void makeInput() throws IOException {
    iso = folder.resolve("sample.iso");
    preseed = folder.resolve("answers.cfg");
    SampleInstaller.write(iso);
    Files.writeString(preseed, "d-i netcfg/get_hostname string web1\n");
  }

  @Test
  void remaster_makesAnIsoThatXorrisoReads() throws IOException {
    Path target = folder.resolve("web1.iso");
    Path notes = Files.writeString(folder.resolve("notes.txt"), "hello");

    ToolRun run =
        remaster(target, "--add", notes + "=/extra/notes.txt", "--kernel-arg", "vga=791")
            .succeeded();

    assertThat(run.out())
        .containsPattern("web1.iso: \\d+ sectors changed, 6.6 MiB written, \\d+ ms");
    assertThat(inside(target, "/extra/notes.txt")).isEqualTo("hello");
    assertThat(inside(target, "/isolinux/isolinux.cfg") + inside(target, "/boot/grub/grub.cfg"))
        .contains("vga=791");
  }

  @Test
  void remaster_keepsBootAndMedia() {
    Path target = folder.resolve("web1.iso");

    remaster(target).succeeded();

    assertThat(boot(target)).isEqualTo(boot(iso)).contains("BIOS", "UEFI");
    assertThat(xorriso(target, "-check_media", "use=indev", "--")).contains("+ good");
  }

  @Test
  void remaster_asOverlay_holdsTheSameBytes() {
    Path full = folder.resolve("web1.iso");
    Path overlay = folder.resolve("web1.qcow2");

    remaster(full).succeeded();
    remaster(overlay, "--as", "overlay").succeeded();

    Tool.run("qemu-img", "check", overlay).orFail();
    Tool.run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", overlay, full).orFail();
    assertThat(overlay.toFile().length()).isLessThan(256 * 1024);
  }

  @Test
  void remaster_recordsTheBackingFileAsGiven() {
    Path overlay = folder.resolve("web1.qcow2");

    remaster(overlay, "--as", "overlay", "--backing", "sample.iso").succeeded();

    assertThat(Tool.run("qemu-img", "info", overlay).orFail().output())
        .contains("backing file: sample.iso", "backing file format: raw");
  }

  private ToolRun remaster(Path target, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("remaster", "--iso", iso, "--out", target));
    arguments.addAll(List.of("--answers", preseed));
    arguments.addAll(List.of(more));
    return ToolRun.of(arguments.toArray());
  }

  private String inside(Path image, String path) throws IOException {
    Path copy = folder.resolve("extracted");
    Tool.run("xorriso", "-osirrox", "on", "-indev", image, "-extract", path, copy).orFail();
    String content = Files.readString(copy);
    Files.delete(copy);
    return content;
  }

  /** Platform, emulation, load size and path of all boot images, wherever they lie. */
  private static String boot(Path image) {
    return xorriso(image, "-report_el_torito", "plain")
        .lines()
        .filter(l -> l.startsWith("El Torito"))
        .map(l -> l.replaceFirst("\\s+\\d+$", ""))
        .reduce("", (a, b) -> a + b + "\n");
  }

  private static String xorriso(Path image, Object... commands) {
    List<Object> all = new ArrayList<>(List.of("xorriso", "-indev", image));
    all.addAll(List.of(commands));
    return Tool.run(all.toArray()).orFail().output();
  }
}
