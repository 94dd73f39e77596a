package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresIsoTools
class IsoBuilderTest {
  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path write(IsoBuilder builder) {
    return Judges.written(builder, folder.resolve("new.iso"));
  }

  @Test
  void write_whenASeed_isReadAsWhatItIs() throws IOException {
    Path iso =
        write(IsoBuilder.noCloud("#cloud-config\n", "").addText("/network-config", "version: 2\n"));

    assertThat(Tool.run("blkid", "-p", "-o", "export", iso).orFail().output())
        .contains("LABEL=cidata", "TYPE=iso9660");
    Path tree = Judges.extract(iso, folder.resolve("tree"));
    assertThat(tree.resolve("user-data")).content().isEqualTo("#cloud-config\n");
    assertThat(tree.resolve("network-config")).content().isEqualTo("version: 2\n");
    assertThat(tree.resolve("meta-data")).isEmptyFile();
    for (String names : List.of("-R", "-J")) {
      assertThat(Judges.paths(iso, names))
          .containsExactly("/meta-data", "/network-config", "/user-data");
    }
  }

  @Test
  void write_whenTreesAreDeepAndWide_isReadByAllJudges() throws IOException {
    IsoBuilder builder = IsoBuilder.labelled("wide");
    for (int i = 0; i < 300; i++) {
      builder.add("/wide/file-" + i, bytes("content " + i));
      builder.add("/folders/" + i + "/file", bytes("x"));
      // xorriso 1.5.4 itself cannot write a folder of so many long links
      builder.addLink("/links/" + "l".repeat(59) + i, "../" + "t".repeat(70) + i);
    }
    builder.add("/1/2/3/4/5/6/7/8/9/10/11/" + "n".repeat(200), bytes("deep"));
    builder.addLink("/long", "/y".repeat(500)).addFolder("/empty/folder");
    Path iso = folder.resolve("new.iso");

    builder.write(iso);

    Judges.checkMedia(iso); // isovfy has no room for such a link

    Path tree = Judges.extract(iso, folder.resolve("tree"));
    assertThat(tree.resolve("1/2/3/4/5/6/7/8/9/10/11").resolve("n".repeat(200)))
        .content()
        .isEqualTo("deep");
    assertThat(tree.resolve("wide/file-299")).content().isEqualTo("content 299");
    assertThat(tree.resolve("links").toFile().list()).hasSize(300);
    assertThat(Files.readSymbolicLink(tree.resolve("long"))).hasToString("/y".repeat(500));
    assertThat(tree.resolve("empty/folder")).isEmptyDirectory();
    assertThat(Tool.run("isoinfo", "-R", "-l", "-i", iso).orFail().output())
        .containsPattern("dr-xr-xr-x 302 .* folders \n");
    assertThat(Judges.listing(iso))
        .anyMatch(l -> l.endsWith("'/long' -> '" + "/y".repeat(500) + "'"));
    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.walk().filter(e -> e.kind() == IsoEntry.Kind.FILE)).hasSize(601);
    }
  }

  @Test
  void write_whenBootable_isFoundByFirmware() throws IOException {
    Path isolinux = Files.write(folder.resolve("isolinux.bin"), new byte[40_000]);

    Path iso =
        write(
            IsoBuilder.labelled("boot")
                .add("/isolinux/isolinux.bin", isolinux)
                .add("/boot/efi.img", new byte[1 << 20])
                .biosBoot("/isolinux/isolinux.bin")
                .uefiBoot("/boot/efi.img"));

    assertThat(Judges.bootReport(iso))
        .contains(
            "El Torito img path :   1  /isolinux/isolinux.bin",
            "El Torito img opts :   1  boot-info-table",
            "El Torito img path :   2  /boot/efi.img")
        .anyMatch(l -> l.matches("El Torito boot img :   2  UEFI  y   none .* 2048 .*"));
    assertThat(isolinux).hasBinaryContent(new byte[40_000]);
  }

  @Test
  void write_whenRepeated_givesTheSameBytes() throws IOException {
    Path first = folder.resolve("first.iso");

    IsoBuilder.labelled("same").add("/a/b", bytes("c")).write(first);

    assertThat(write(IsoBuilder.labelled("same").add("/a/b", bytes("c"))))
        .hasSameBinaryContentAs(first);
  }

  @Test
  void write_whenItsResultIsRemastered_staysWhole() throws IOException {
    Path iso = write(IsoBuilder.labelled("base").add("/a/b", bytes("c")));
    Path second = folder.resolve("second.iso");

    IsoRemaster.of(iso).add("/a/d", bytes("e")).patch().writeIso(second);

    Judges.checkMedia(second);
    assertThat(Judges.paths(second, "-J")).containsExactly("/a", "/a/b", "/a/d");
  }

  @Test
  void write_whenABootImageWasNotAdded_leavesNothing() {
    Path iso = folder.resolve("new.iso");

    assertThatThrownBy(() -> IsoBuilder.labelled("x").uefiBoot("/efi.img").write(iso))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("/efi.img");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void write_whenAPathIsAddedTwice_isRefused() {
    IsoBuilder builder = IsoBuilder.labelled("x").add("/a", bytes("1")).add("/a", bytes("2"));

    assertThatThrownBy(() -> builder.write(folder.resolve("new.iso")))
        .isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void labelled_whenTheLabelIsTooLong_isRefused() {
    assertThatThrownBy(() -> IsoBuilder.labelled("x".repeat(33)))
        .isInstanceOf(InvalidSpecException.class);
  }
}
