package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Implanted media checksums, judged by isomd5sum's own program. */
@RequiresIsoTools
@RequiresTool(
    value = {"which", "checkisomd5", "implantisomd5"},
    debianPackage = "isomd5sum")
class MediaCheckTest {
  private static final int FIELD = 16 * 2048 + 883;

  @TempDir Path folder;

  private static Tool.Result check(Path iso) {
    return Tool.run("checkisomd5", "--verbose", iso);
  }

  private Path written(IsoPatch patch) {
    return Judges.written(patch, folder.resolve("new.iso"));
  }

  private static String field(Path iso) throws IOException {
    byte[] field = new byte[512];
    try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "r")) {
      file.seek(FIELD);
      file.readFully(field);
    }
    return new String(field, ISO_8859_1);
  }

  @Test
  void patch_whenAnImplantedDigestIsThere_takesItAnew() {
    Path original = InstallerFixtures.sampleIso(Layout.RHEL, 20);
    IsoPatch patch =
        IsoRemaster.of(original)
            .add("/ks.cfg", Xorriso.random(3000, 1))
            .add("/big.bin", Xorriso.random(3_000_000, 2))
            .edit("/boot/grub/grub.cfg", text -> text.replace("timeout=", "timeout=1"))
            .patch();

    Path iso = written(patch);

    assertThat(patch.notes()).isEmpty();
    assertThat(check(iso).orFail().output()).contains("PASS");
    Path overlay = folder.resolve("overlay.qcow2");
    patch.writeOverlay(overlay, original.toString());
    Judges.compareOverlay(overlay, iso);
  }

  /** As implantisomd5 would have written it, publisher's flag and all. */
  @Test
  void patch_whenTheImageIsSupported_writesWhatImplantisomd5Would() throws IOException {
    Path original = new Xorriso(folder).make(Xorriso.ISOHYBRID + Xorriso.EFI_IN_TREE);
    Tool.run("implantisomd5", "--supported-iso", original).orFail();

    Path iso = written(IsoRemaster.of(original).add("/ks.cfg", Xorriso.random(3000, 3)).patch());

    String ours = field(iso);
    assertThat(check(iso).orFail().output()).contains("Supported ISO: yes");
    try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "rw")) {
      file.seek(FIELD);
      file.writeBytes(" ".repeat(512));
    }
    Tool.run("implantisomd5", "--supported-iso", iso).orFail();
    assertThat(ours).isEqualTo(field(iso));
  }

  /** Fedora's layout since release 37: the digest covers partitions that have moved. */
  @Test
  void patch_whenPartitionsMoveToo_takesTheDigestOfThem() throws IOException {
    Path original =
        new Xorriso(folder)
            .make(
                Xorriso.GRUB2
                    + " -partition_offset 16 -append_partition 2 "
                    + Xorriso.ESP_TYPE
                    + " ESP -appended_part_as_gpt -iso_mbr_part_type "
                    + Xorriso.BASIC_DATA
                    + Xorriso.EFI_APPENDED);
    Tool.run("implantisomd5", original).orFail();
    IsoPatch patch = IsoRemaster.of(original).add("/ks.cfg", Xorriso.random(300_000, 4)).patch();

    Path iso = written(patch);

    assertThat(patch.newLength()).isGreaterThan(patch.originalLength());
    assertThat(check(iso).orFail().output()).contains("PASS");
  }

  @Test
  void patch_whenNothingChanges_leavesTheDigest() {
    Path original = InstallerFixtures.sampleIso(Layout.RHEL, 20);

    IsoPatch patch = IsoRemaster.of(original).edit("/README.txt", text -> text).patch();

    assertThat(patch.changedSectors()).isZero();
    assertThat(patch.notes()).isEmpty();
  }

  @Test
  void blankMediaCheck_leavesNoDigestAndSaysSo() throws IOException {
    IsoPatch patch =
        IsoRemaster.of(InstallerFixtures.sampleIso(Layout.RHEL, 20))
            .add("/ks.cfg", Xorriso.random(3000, 5))
            .blankMediaCheck()
            .patch();

    Path iso = written(patch);

    assertThat(patch.notes()).singleElement().asString().contains("media checksum");
    assertThat(field(iso)).isBlank();
    assertThat(check(iso).output()).contains("No checksum information");
  }

  /** tagmedia's data may be signed, and says which partition it covers: nothing to be guessed. */
  @Test
  void patch_whenTheDigestIsSuses_blanksItAndSaysSo() throws IOException {
    Path original = new Xorriso(folder).make(Xorriso.ISOHYBRID + Xorriso.EFI_IN_TREE);
    try (RandomAccessFile file = new RandomAccessFile(original.toFile(), "rw")) {
      file.seek(FIELD);
      file.writeBytes("check=1;pad=150;sha256sum=" + "a7".repeat(32) + ";signature=20864");
    }
    IsoPatch patch = IsoRemaster.of(original).add("/autoinst.xml", new byte[100]).patch();

    Path iso = written(patch);

    assertThat(patch.notes()).singleElement().asString().contains("media checksum");
    assertThat(field(iso)).isBlank();
  }

  @Test
  void patch_whenInterruptedWhileItTakesTheDigest_stops() {
    IsoRemaster remaster =
        IsoRemaster.of(InstallerFixtures.sampleIso(Layout.RHEL, 20)).add("/ks.cfg", new byte[10]);

    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(remaster::patch).isInstanceOf(CancelledException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      var unused = Thread.interrupted();
    }
    assertThat(Files.exists(folder.resolve("new.iso"))).isFalse();
  }
}
