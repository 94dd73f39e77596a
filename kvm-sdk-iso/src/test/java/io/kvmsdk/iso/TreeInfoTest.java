package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of checksums that are not Debian's: the RHEL family's .treeinfo, SUSE's signed ones. */
@RequiresIsoTools
class TreeInfoTest {
  private static final String NOT_OURS = "0".repeat(64);

  @TempDir Path folder;
  private Path tree;

  @BeforeEach
  void makeATree() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
    put("images/efiboot.img", "efi");
    put("images/install.img", "install");
    put("images/pxeboot/initrd.img", "initrd");
    put("images/pxeboot/vmlinuz", "kernel");
    put(".discinfo", "1720000000.0\n9.4\nx86_64\n");
  }

  private void put(String path, String text) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Path made() {
    Path iso = folder.resolve("original.iso");
    Tool.run("xorrisofs", "-quiet", "-r", "-V", "LISTS", "-o", iso, tree).orFail();
    return iso;
  }

  private Path unpacked(IsoPatch patch) throws IOException {
    Path iso = folder.resolve("new.iso");
    patch.writeIso(iso);
    return Judges.extract(iso, folder.resolve("unpacked"));
  }

  private String sum(String program, String path) {
    return Tool.run(program, tree.resolve(path)).orFail().output().split(" ")[0];
  }

  private String treeInfo() {
    return """
        [checksums]
        images/efiboot.img = sha256:%s
        images/install.img=sha256:%s
        images/pxeboot/initrd.img = md5:%s
        images/pxeboot/vmlinuz = sha256:%s
        images/not-on-this-disc.img = sha256:%s
        ../outside = sha256:%s

        [general]
        ; images/efiboot.img = sha256:00
        name = Sample Linux 9.4

        [images-x86_64]
        efiboot.img = images/efiboot.img
        initrd = images/pxeboot/initrd.img
        """
        .formatted(
            sum("sha256sum", "images/efiboot.img"),
            sum("sha256sum", "images/install.img"),
            sum("md5sum", "images/pxeboot/initrd.img"),
            sum("sha256sum", "images/pxeboot/vmlinuz"),
            NOT_OURS,
            NOT_OURS);
  }

  @Test
  void patch_whenListedFilesChange_refreshesTheirLinesOnly() throws IOException {
    put(".treeinfo", treeInfo());
    IsoPatch patch =
        IsoRemaster.of(made())
            .replace("/images/efiboot.img", "a larger efi".getBytes(UTF_8))
            .replace("/images/pxeboot/initrd.img", "another initrd".getBytes(UTF_8))
            .remove("/images/install.img")
            .add("/ks.cfg", "text\n".getBytes(UTF_8))
            .patch();

    Path unpacked = unpacked(patch);

    put("images/efiboot.img", "a larger efi");
    put("images/pxeboot/initrd.img", "another initrd");
    String expected = treeInfo().replaceFirst("images/install.img=.*\n", "");
    assertThat(unpacked.resolve(".treeinfo")).hasContent(expected);
    assertThat(unpacked.resolve(".discinfo")).hasContent("1720000000.0\n9.4\nx86_64\n");
  }

  @Test
  void patch_whenNoListedFileChanges_leavesTheList() throws IOException {
    put(".treeinfo", treeInfo());

    IsoPatch patch = IsoRemaster.of(made()).add("/ks.cfg", "text\n".getBytes(UTF_8)).patch();

    assertThat(unpacked(patch).resolve(".treeinfo")).hasContent(treeInfo());
  }

  @Test
  void patch_whenTheUserWritesTheList_leavesThat() throws IOException {
    put(".treeinfo", treeInfo());
    IsoPatch patch =
        IsoRemaster.of(made())
            .replace("/images/efiboot.img", "other".getBytes(UTF_8))
            .replace("/.treeinfo", "[checksums]\nimages/efiboot.img = sha256:00\n".getBytes(UTF_8))
            .patch();

    assertThat(unpacked(patch).resolve(".treeinfo"))
        .hasContent("[checksums]\nimages/efiboot.img = sha256:00\n");
  }

  /** The signatures beside them would not hold for anything that we write. */
  @Test
  void patch_whenTheListsAreSigned_saysWhatTheyDoNotHoldForAnyMore() throws IOException {
    String checksums = NOT_OURS + "  images/efiboot.img\n" + NOT_OURS + "  .discinfo\n";
    String content = "HASH SHA256 " + NOT_OURS + "  images/pxeboot/initrd.img\n";
    put("CHECKSUMS", checksums);
    put("content", content);
    IsoPatch patch =
        IsoRemaster.of(made())
            .replace("/images/efiboot.img", "other".getBytes(UTF_8))
            .remove("/images/pxeboot/initrd.img")
            .patch();

    Path unpacked = unpacked(patch);

    assertThat(patch.notes())
        .containsExactlyInAnyOrder(
            "/CHECKSUMS is signed and left as it is;"
                + " it does not hold any more for images/efiboot.img",
            "/content is signed and left as it is;"
                + " it does not hold any more for images/pxeboot/initrd.img");
    assertThat(unpacked.resolve("CHECKSUMS")).hasContent(checksums);
    assertThat(unpacked.resolve("content")).hasContent(content);
  }
}
