package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Boot catalogs, judged by xorriso's report of them. */
@RequiresIsoTools
class BootEntriesTest {
  private static final String EL_TORITO =
      " -b bios.bin -no-emul-boot -boot-load-size 4 -c boot.cat"
          + " -eltorito-alt-boot -b floppy.img"
          + " -eltorito-alt-boot -b disk.img -hard-disk-boot"
          + " -eltorito-alt-boot -e efi.img -no-emul-boot";

  @TempDir Path folder;
  private Path tree;
  private Path iso;

  @BeforeEach
  void makeATree() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
    iso = folder.resolve("made.iso");
    random("bios.bin", 5_000);
    random("power.bin", 3_000);
    random("efi.img", 40_000);
    random("floppy.img", 1440 << 10);
    disk();
  }

  private void random(String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Files.write(tree.resolve(name), bytes);
  }

  /** A disk of 63 sectors and a partition of 100. */
  private void disk() throws IOException {
    ByteBuffer disk = ByteBuffer.allocate(163 * 512).order(ByteOrder.LITTLE_ENDIAN);
    disk.put(446, (byte) 0x80).put(447 + 3, (byte) 6).putInt(446 + 8, 63).putInt(446 + 12, 100);
    disk.put(510, (byte) 0x55).put(511, (byte) 0xAA);
    Files.write(tree.resolve("disk.img"), disk.array());
  }

  /** As xorriso: platform, bootable, emulation, segment, system type, load size, address. */
  private static String described(BootEntry e) {
    String platform =
        switch (e.platform()) {
          case BIOS -> "BIOS";
          case POWER_PC -> "PPC";
          case MAC -> "Mac";
          case UEFI -> "UEFI";
          case OTHER -> "?";
        };
    String emulation =
        switch (e.emulation()) {
          case NONE -> "none";
          case FLOPPY_1200 -> "fd1.2";
          case FLOPPY_1440 -> "fd1.4";
          case FLOPPY_2880 -> "fd2.8";
          case HARD_DISK -> "hd";
        };
    return String.format(
        "%s %s %s 0x%04x 0x%02x %d %d",
        platform,
        e.bootable() ? "y" : "n",
        emulation,
        e.loadSegment(),
        e.systemType(),
        e.sectors(),
        e.block());
  }

  private static List<String> report(Path iso, String label) {
    return Judges.bootReport(iso).stream()
        .filter(l -> l.startsWith("El Torito " + label))
        .map(l -> l.replaceFirst(".*: +[0-9]+ +", "").replaceAll(" +", " ").strip())
        .toList();
  }

  private void assertAgreesWithXorriso(List<BootEntry> entries) {
    assertThat(entries)
        .extracting(BootEntriesTest::described)
        .containsExactlyElementsOf(report(iso, "boot img"));
    assertThat(entries.stream().map(BootEntry::path).filter(p -> !p.isEmpty()))
        .containsExactlyElementsOf(report(iso, "img path"));
  }

  private static byte[] bytes(IsoImage image, BootEntry entry) throws IOException {
    try (InputStream in = image.newInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  @Test
  void bootEntries_whenThereAreManyPlatforms_areThoseOfXorriso() throws IOException {
    String any = " -boot_image any ";
    Discs.xorriso(
        "-outdev "
            + iso
            + " -map "
            + tree
            + " /"
            + any
            + "bin_path=/bios.bin"
            + any
            + "platform_id=0x00"
            + any
            + "emul_type=none"
            + any
            + "id_string=SOMEBODY"
            + any
            + "next"
            + any
            + "efi_path=/efi.img"
            + any
            + "next"
            + any
            + "bin_path=/power.bin"
            + any
            + "platform_id=0x01"
            + any
            + "emul_type=none"
            + any
            + "sel_crit=01aabbcc"
            + any
            + "next"
            + any
            + "bin_path=/floppy.img"
            + any
            + "platform_id=0x00"
            + any
            + "emul_type=diskette"
            + any
            + "next"
            + any
            + "bin_path=/disk.img"
            + any
            + "platform_id=0x02"
            + any
            + "emul_type=hard_disk -commit");

    try (IsoImage image = IsoImage.open(iso)) {
      List<BootEntry> entries = image.bootEntries();
      assertThat(entries).hasSize(5);
      assertAgreesWithXorriso(entries);
      assertThat(entries.get(0).section()).isEqualTo("SOMEBODY");
      assertThat(entries.get(0).selectionCriteria()).isEmpty();
      assertThat(entries.get(2).selectionCriteria()).startsWith("01aabbcc").hasSize(40);
      for (BootEntry entry : entries) {
        assertThat(bytes(image, entry)).isEqualTo(image.read(entry.path()));
      }
    }
  }

  @Test
  void newInputStream_whenImagesAreHidden_readsWhatTheCatalogAndTheImagesTell() throws IOException {
    Discs.mkisofs(iso, tree, "genisoimage -R -hide *.img" + EL_TORITO);

    try (IsoImage image = IsoImage.open(iso)) {
      List<BootEntry> entries = image.bootEntries();
      assertAgreesWithXorriso(entries);
      assertThat(entries).extracting(BootEntry::path).containsExactly("/bios.bin", "", "", "");
      assertThat(bytes(image, entries.get(1)))
          .isEqualTo(Files.readAllBytes(tree.resolve("floppy.img")));
      assertThat(bytes(image, entries.get(2)))
          .isEqualTo(Files.readAllBytes(tree.resolve("disk.img")));
      assertThat(bytes(image, entries.get(3)))
          .startsWith(Files.readAllBytes(tree.resolve("efi.img")))
          .hasSize(80 * 512);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bootEntries_whenAnInstallerIsRead_agreeWithXorrisoAndItsPartitions(Layout layout)
      throws IOException {
    iso = InstallerFixtures.sampleIso(layout, 20);

    try (IsoImage image = IsoImage.open(iso)) {
      List<BootEntry> entries = image.bootEntries();
      assertAgreesWithXorriso(entries);
      BootEntry efi = entries.get(1);
      assertThat(efi.platform()).isEqualTo(BootEntry.Platform.UEFI);
      assertThat(bytes(image, efi)).hasSize((int) efi.size());
      if (efi.path().isEmpty()) {
        assertThat(partitionSectors(iso, efi.block() * 4)).containsExactly(efi.size() / 512);
      } else {
        assertThat(bytes(image, efi)).isEqualTo(image.read(efi.path()));
      }
      assertThat(efi.path().isEmpty()).isEqualTo(layout == Layout.UBUNTU);
    }
  }

  /** The sizes that sgdisk lists of partitions that begin at a sector. */
  private static List<Long> partitionSectors(Path iso, long first) {
    return Arrays.stream(Tool.run("sgdisk", "-p", iso).output().split("\n"))
        .map(l -> l.strip().split(" +"))
        .filter(w -> w.length > 3 && w[1].equals(String.valueOf(first)))
        .map(w -> Long.parseLong(w[2]) - first + 1)
        .toList();
  }

  @Test
  void bootEntries_whenUefiIsToLoadEverything_endWithTheVolume() throws IOException {
    Discs.mkisofs(iso, tree, "genisoimage -R -hide efi.img -e efi.img -no-emul-boot -c boot.cat");
    Discs.write(iso, catalog() + 32 + 6, 1, 0);

    try (IsoImage image = IsoImage.open(iso)) {
      BootEntry entry = image.bootEntries().get(0);
      assertThat(entry.size()).isEqualTo(image.length().bytes() - entry.block() * 2048);
    }
  }

  private int catalog() throws IOException {
    return ByteBuffer.wrap(Discs.bytes(iso)).order(ByteOrder.LITTLE_ENDIAN).getInt(17 * 2048 + 71)
        * 2048;
  }

  /** Some writers forget the section's header. */
  @Test
  void bootEntries_whenAnEntryHasNoSection_belongsToThePlatformBefore() throws IOException {
    Discs.mkisofs(iso, tree, "genisoimage -R" + EL_TORITO);
    byte[] catalog = Arrays.copyOfRange(Discs.bytes(iso), catalog(), catalog() + 512);
    for (int i = 96; i < 128; i++) {
      Discs.write(iso, catalog() + i - 32, catalog[i] & 0xff);
      Discs.write(iso, catalog() + i, 0);
    }

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.bootEntries())
          .extracting(BootEntry::platform, BootEntry::path)
          .containsExactly(
              tuple(BootEntry.Platform.BIOS, "/bios.bin"),
              tuple(BootEntry.Platform.BIOS, "/floppy.img"));
    }
  }

  @Test
  void bootEntries_whenASectionClaimsMoreThanACatalogCanHold_areRefused() throws IOException {
    Discs.mkisofs(iso, tree, "genisoimage -R" + EL_TORITO);
    Discs.write(iso, catalog() + 64 + 2, 0xff, 0xff);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThatThrownBy(image::bootEntries)
          .isInstanceOf(IsoFormatException.class)
          .hasMessageContaining("El Torito")
          .hasMessageContaining("2048 entries");
    }
  }

  @Test
  void newInputStream_whenABootImageLiesBeyondTheEnd_isRefused() throws IOException {
    Discs.mkisofs(iso, tree, "genisoimage -R" + EL_TORITO);
    Discs.write(iso, catalog() + 32 + 8, 0xff, 0xff, 0xff, 0x7f);

    try (IsoImage image = IsoImage.open(iso)) {
      BootEntry entry = image.bootEntries().get(0);
      assertThat(entry.path()).isEmpty();
      assertThatThrownBy(() -> image.newInputStream(entry))
          .isInstanceOf(IsoFormatException.class)
          .hasMessageContaining("El Torito");
    }
  }
}
