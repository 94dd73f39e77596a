package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The EFI boot images of real layouts, edited, taken out by xorriso, and read by mtools. */
@RequiresIsoTools
@RequiresTool(
    value = {"mtools", "--version"},
    debianPackage = "mtools")
@RequiresTool(
    value = {"mkfs.fat", "--help"},
    debianPackage = "dosfstools")
class FatEditorTest {
  private static final String GRUB_CFG = "/EFI/debian/grub.cfg";

  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** A layout whose EFI image has a grub.cfg, as the distributions' have. */
  private Path sample(Layout layout) {
    Path iso = folder.resolve("sample.iso");
    IsoRemaster.of(InstallerFixtures.sampleIso(layout, 20))
        .editEfi(efi -> efi.add(GRUB_CFG, bytes("search --file --set=root /.disk/info\n")))
        .patch()
        .writeIso(iso);
    return iso;
  }

  private Path written(IsoPatch patch) {
    return Judges.written(patch, folder.resolve("new.iso"));
  }

  /** The image that the boot catalog names for UEFI, as xorriso finds it; fsck.fat has seen it. */
  private Path efiImage(Path iso) throws IOException {
    Path images = Files.createTempDirectory(folder, "images");
    Tool.run(
            "xorriso",
            "-osirrox",
            "on",
            "-indev",
            iso,
            "-extract_boot_images",
            images.resolve("extracted"))
        .orFail();
    try (var files = Files.list(images.resolve("extracted"))) {
      Path image =
          files
              .filter(f -> f.getFileName().toString().matches("eltorito.*_uefi.img"))
              .findFirst()
              .orElseThrow();
      checkFat(image);
      return image;
    }
  }

  private static void checkFat(Path image) {
    assertThat(Tool.run("fsck.fat", "-n", image).orFail().output().lines()).hasSize(2);
  }

  /** The sector where sfdisk sees an EFI system partition begin. */
  private static long efiPartition(Path iso) {
    return Tool.run("sfdisk", "--dump", iso)
        .output()
        .lines()
        .filter(l -> l.contains("type=ef") || l.contains("type=C12A7328-"))
        .map(l -> Long.valueOf(l.replaceAll(".*start= *(\\d+).*", "$1")))
        .findFirst()
        .orElseThrow();
  }

  private static String type(Path image, String path) {
    return Tool.run("mtype", "-i", image, "::" + path).orFail().output();
  }

  @ParameterizedTest
  @EnumSource
  void editEfi_whenALineChanges_changesFewSectorsAndNothingElse(Layout layout) throws IOException {
    Path original = sample(layout);

    IsoPatch patch =
        IsoRemaster.of(original)
            .editEfi(efi -> efi.edit(GRUB_CFG, text -> "set timeout=1\n" + text))
            .patch();

    Path iso = written(patch);
    assertThat(type(efiImage(iso), GRUB_CFG))
        .isEqualTo("set timeout=1\nsearch --file --set=root /.disk/info\n");
    // the text and its size; where there is one, the line in md5sum.txt, or the media checksum
    assertThat(patch.changedSectors()).isLessThanOrEqualTo(3);
    assertThat(patch.newLength()).isEqualTo(patch.originalLength());
    Judges.checkMedia(iso);
    assertThat(Judges.bootReport(iso)).isEqualTo(Judges.bootReport(original));
    assertThat(Judges.partitionFindings(iso)).isEqualTo(Judges.partitionFindings(original));
    assertThat(Judges.listing(iso)).isEqualTo(Judges.listing(original));
    Path overlay = folder.resolve("overlay.qcow2");
    patch.writeOverlay(overlay, original.toString());
    Judges.compareOverlay(overlay, iso);
  }

  @ParameterizedTest
  @EnumSource
  void editEfi_whenFilesComeAndGo_leavesASoundImage(Layout layout) throws IOException {
    Path original = sample(layout);
    byte[] driver = new byte[70_000];
    new Random(1).nextBytes(driver);

    Path iso =
        written(
            IsoRemaster.of(original)
                .editEfi(
                    efi ->
                        efi.add("/EFI/drivers/A driver with a long name.efi", driver)
                            .addFolder("/EFI/empty")
                            .replace(GRUB_CFG, driver)
                            .remove("/efi/DEBIAN"))
                .patch());

    Path image = efiImage(iso);
    assertThat(Tool.run("mdir", "-/", "-b", "-i", image, "::/EFI").orFail().output().lines())
        .containsExactlyInAnyOrder(
            "::/EFI/boot/",
            "::/EFI/boot/bootx64.efi",
            "::/EFI/drivers/",
            "::/EFI/drivers/A driver with a long name.efi",
            "::/EFI/empty/");
    Path copy = folder.resolve("driver.efi");
    Tool.run("mcopy", "-i", image, "::/EFI/drivers/A driver with a long name.efi", copy).orFail();
    assertThat(copy).hasBinaryContent(driver);
    assertThat(Judges.bootReport(iso)).isEqualTo(Judges.bootReport(original));
  }

  @ParameterizedTest
  @EnumSource(names = {"DEBIAN", "UBUNTU"})
  void editEfi_keepsTheChecksumListTrue(Layout layout) throws IOException {
    Path iso =
        written(
            IsoRemaster.of(sample(layout))
                .editEfi(efi -> efi.replace(GRUB_CFG, bytes("normal\n")))
                .patch());

    Judges.checkMd5Sums(Judges.extract(iso, folder.resolve("tree")));
  }

  /** What a user of a USB stick sees is the partition that the tables name. */
  @ParameterizedTest
  @EnumSource
  void editEfi_changesThePartitionThatASticksFirmwareBoots(Layout layout) throws IOException {
    Path iso =
        written(
            IsoRemaster.of(sample(layout))
                .editEfi(efi -> efi.replace(GRUB_CFG, bytes("normal\n")))
                .patch());

    long start = efiPartition(iso);
    assertThat(Tool.run("mtype", "-i", iso + "@@" + start * 512, "::" + GRUB_CFG).orFail().output())
        .isEqualTo("normal\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"DEBIAN", "RHEL"})
  void editFat_whenTheImageIsAFile_editsIt(Layout layout) throws IOException {
    String path = layout == Layout.DEBIAN ? "/boot/grub/efi.img" : "/images/efiboot.img";
    Path original = sample(layout);

    Path byPath =
        written(
            IsoRemaster.of(original)
                .editFat(path, fat -> fat.replace(GRUB_CFG, bytes("normal\n")))
                .patch());

    Path extracted = folder.resolve("efi.img");
    Tool.run("xorriso", "-osirrox", "on", "-indev", byPath, "-extract", path, extracted).orFail();
    assertThat(type(extracted, GRUB_CFG)).isEqualTo("normal\n");
    assertThat(efiImage(byPath)).hasSameBinaryContentAs(extracted);
  }

  /** Firmware finds it by its place, and the list of checksums by its name. */
  @Test
  void editEfi_whenTheImageWasRenamed_editsTheFileThatItIsNow() throws IOException {
    Path original = sample(Layout.DEBIAN);

    Path iso =
        written(
            IsoRemaster.of(original)
                .rename("/boot/grub/efi.img", "/boot/firmware.img")
                .rename("/boot", "/start")
                .editEfi(efi -> efi.add("/new", bytes("x")))
                .patch());

    assertThat(type(efiImage(iso), "/new")).isEqualTo("x");
    assertThat(Judges.bootReport(iso))
        .isEqualTo(
            Judges.bootReport(original).stream()
                .map(line -> line.replace("/boot/grub/efi.img", "/start/firmware.img"))
                .toList());
    Path tree = Judges.extract(iso, folder.resolve("tree"));
    assertThat(Files.readString(tree.resolve("md5sum.txt"))).contains("./start/firmware.img\n");
    Judges.checkMd5Sums(tree);
  }

  /** A new file of the same name is not what boots. */
  @Test
  void editEfi_whenAnotherFileHasItsName_editsWhatBoots() throws IOException {
    Path iso =
        written(
            IsoRemaster.of(sample(Layout.DEBIAN))
                .remove("/boot/grub/efi.img")
                .addText("/boot/grub/efi.img", "no file system")
                .editEfi(efi -> efi.add("/new", bytes("x")))
                .patch());

    assertThat(type(efiImage(iso), "/new")).isEqualTo("x");
    Path tree = Judges.extract(iso, folder.resolve("tree"));
    assertThat(tree.resolve("boot/grub/efi.img")).content().isEqualTo("no file system");
    Judges.checkMd5Sums(tree);
  }

  /** Two images, two places: one for CDs, one for sticks; neither fills its last block. */
  @Test
  void editEfi_whenThePartitionIsACopy_editsBoth() throws IOException {
    Path fat = folder.resolve("efi.img");
    Tool.run("mkfs.fat", "-C", fat, 1441).orFail();
    Path tree = Files.createDirectory(folder.resolve("in"));
    Files.copy(fat, tree.resolve("efi.img"));
    Path original = folder.resolve("original.iso");
    Tool.run(
            "xorriso",
            "-as",
            "mkisofs",
            "-r",
            "-o",
            original,
            "-e",
            "efi.img",
            "-no-emul-boot",
            "-append_partition",
            2,
            "0xef",
            fat,
            tree)
        .orFail();

    IsoPatch patch = IsoRemaster.of(original).editEfi(efi -> efi.add("/x", bytes("y"))).patch();
    Path iso = written(patch);

    assertThat(type(efiImage(iso), "/x")).isEqualTo("y");
    Path second = Judges.partition(iso, efiPartition(iso) / 4, folder.resolve("second.img"));
    assertThat(type(second, "/x")).isEqualTo("y");
    assertThat(Judges.bootReport(iso)).isEqualTo(Judges.bootReport(original));
    assertThat(patch.changedSectors()).isBetween(5L, 12L);
  }

  @Test
  void edits_seeThoseBeforeThem() throws IOException {
    Path original = sample(Layout.DEBIAN);
    Path larger = folder.resolve("larger.img");
    Tool.run("mkfs.fat", "-C", larger, 20_480).orFail();

    Path iso =
        written(
            IsoRemaster.of(original)
                .replace("/boot/grub/efi.img", larger)
                .editEfi(efi -> efi.add("/EFI/a", bytes("1")))
                .editFat("/boot/grub/efi.img", fat -> fat.edit("/EFI/a", text -> text + "2"))
                .editEfi(efi -> efi.edit("/EFI/a", text -> text + "3"))
                .patch());

    assertThat(type(efiImage(iso), "/EFI/a")).isEqualTo("123");
    assertThat(efiImage(iso)).hasSize(20_480 << 10);
    Judges.checkMd5Sums(Judges.extract(iso, folder.resolve("tree")));
  }

  @Test
  void edits_whenTheImageLiesOutsideOfTheTree_seeThoseBeforeThem() throws IOException {
    Path iso =
        written(
            IsoRemaster.of(sample(Layout.UBUNTU))
                .editEfi(efi -> efi.add("/EFI/a", bytes("1")))
                .editEfi(efi -> efi.edit("/EFI/a", text -> text + "2"))
                .patch());

    assertThat(type(efiImage(iso), "/EFI/a")).isEqualTo("12");
  }

  @ParameterizedTest
  @EnumSource
  void patch_whenAnEditChangesNothing_isEmpty(Layout layout) {
    IsoPatch patch =
        IsoRemaster.of(sample(layout)).editEfi(efi -> efi.edit(GRUB_CFG, text -> text)).patch();

    assertThat(patch.changedSectors()).isZero();
  }

  @Test
  void patch_whenRepeated_givesTheSameBytes() throws IOException {
    Path original = sample(Layout.DEBIAN);
    Path first = folder.resolve("first.iso");
    Instant time = Instant.parse("2030-01-02T03:04:06Z");
    IsoRemaster remaster =
        IsoRemaster.of(original).editEfi(efi -> efi.add("/EFI/new", bytes("1"))).time(time);

    remaster.patch().writeIso(first);

    assertThat(written(remaster.patch())).hasSameBinaryContentAs(first);
    try (IsoImage image = IsoImage.open(first)) {
      assertThat(image.efi().orElseThrow().find("/efi/NEW"))
          .contains(new FatImage.Entry("/EFI/new", false, 1, time));
    }
  }

  @ParameterizedTest
  @EnumSource
  void efi_showsWhatMtoolsFinds(Layout layout) throws IOException {
    Path iso = sample(layout);

    try (IsoImage image = IsoImage.open(iso)) {
      FatImage efi = image.efi().orElseThrow();
      assertThat(efi.readText(GRUB_CFG)).isEqualTo(type(efiImage(iso), GRUB_CFG));
      assertThat(efi.list("/EFI").stream().map(FatImage.Entry::name))
          .containsExactly("boot", "debian");
      assertThat(efi.exists("/efi/BOOT/bootx64.efi")).isTrue();
      assertThat(efi.find("/").orElseThrow().path()).isEqualTo("/");
      assertThat(Tool.run("mdir", "-i", efiImage(iso), "::/").orFail().output().replace(" ", ""))
          .contains(efi.free().bytes() + "bytesfree");
    }
  }

  @Test
  void efi_whenNothingBootsUnderUefi_isEmptyAndCannotBeEdited() {
    Path iso = folder.resolve("data.iso");
    IsoBuilder.labelled("data").add("/file", bytes("x")).write(iso);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.efi()).isEmpty();
      assertThatThrownBy(() -> image.fat("/file")).isInstanceOf(IsoFormatException.class);
    }
    assertThatThrownBy(() -> IsoRemaster.of(iso).editEfi(efi -> {}).patch())
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("no boot image for UEFI");
    assertThatThrownBy(() -> IsoRemaster.of(iso).editFat("/file", fat -> {}).patch())
        .isInstanceOf(IsoFormatException.class)
        .hasMessageContaining("FAT 3.1");
  }

  /** A load size that lies does no harm: the boot sector says how long the image is. */
  @Test
  void efi_whenItsBootSectorClaimsMoreThanThereIs_isRefused() throws IOException {
    Path fat = folder.resolve("efi.img");
    Tool.run("mkfs.fat", "-C", fat, 1440).orFail();
    byte[] claim = Files.readAllBytes(fat);
    claim[20] = (byte) 0xff; // 65,344 sectors
    Path iso = folder.resolve("claim.iso");
    IsoBuilder.labelled("claim").add("/efi.img", claim).uefiBoot("/efi.img").write(iso);

    try (IsoImage image = IsoImage.open(iso)) {
      long start = image.bootEntries().get(0).block() * 2048;
      assertThatThrownBy(image::efi)
          .isInstanceOfSatisfying(
              IsoFormatException.class, e -> assertThat(e.byteOffset()).isEqualTo(start + 32))
          .hasMessageContaining("65344 sectors of 512 bytes, where there are only");
    }
    assertThatThrownBy(() -> IsoRemaster.of(iso).editEfi(efi -> {}).patch())
        .isInstanceOf(IsoFormatException.class);
  }

  @Test
  void efi_whenTheBootEntryLeadsBeyondTheEnd_isRefused() throws IOException {
    Path iso = folder.resolve("beyond.iso");
    IsoBuilder.labelled("beyond").add("/efi.img", new byte[4096]).uefiBoot("/efi.img").write(iso);
    byte[] bytes = Files.readAllBytes(iso);
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int catalog = b.getInt(17 * 2048 + 0x47) * 2048;
    b.putInt(catalog + 32 + 8, 0x7fffffff);
    Files.write(iso, bytes);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThatThrownBy(image::efi).isInstanceOf(IsoFormatException.class);
    }
    assertThatThrownBy(() -> IsoRemaster.of(iso).editEfi(efi -> {}).patch())
        .isInstanceOf(IsoFormatException.class);
  }

  @Test
  void patch_whenAnEditDoesNotFit_saysHowMuchIsMissing() {
    Path original = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);

    assertThatThrownBy(
            () ->
                IsoRemaster.of(original)
                    .editEfi(efi -> efi.add("/big", new byte[(int) efi.free().bytes() + 1]))
                    .patch())
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("full")
        .hasMessageContaining("replace the image by a larger one");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void list_isOfTheFolderInTheCaseThatIsRecorded() {
    try (IsoImage image = IsoImage.open(sample(Layout.DEBIAN))) {
      assertThat(
              image.fat("/boot/grub/efi.img").list("/efi/debian").stream()
                  .map(FatImage.Entry::path))
          .isEqualTo(List.of(GRUB_CFG));
    }
  }
}
