package io.kvmsdk.iso.internal.fat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.iso.internal.ecma119.ImageInMemory;
import io.kvmsdk.iso.internal.fat.FatImages.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FAT images that are none, cut short, or made to do harm. */
@RequiresFatTools
@Timeout(180)
class HostileFatTest {
  /** Where the FAT image lies in what is read, so that offsets are told apart. */
  private static final int START = 6144;

  private static final int DELETED = 0xE5;

  @TempDir Path folder;
  private byte[] sound;

  @BeforeEach
  void makeASoundImage() throws IOException {
    sound = made(Kind.FAT12);
  }

  private byte[] made(Kind kind) throws IOException {
    Path image = kind.make(Files.createTempDirectory(folder, "made"));
    FatImages.edit(
        image,
        c -> {
          c.add("/EFI/boot/bootx64.efi", FatImages.noise(5000, 1));
          c.add("/EFI/boot/A Long Name.cfg", "text".getBytes(UTF_8));
          c.add("/other", FatImages.noise(3000, 2));
        });
    return Files.readAllBytes(image);
  }

  /** The sound image with a fault, read as a part of something larger. */
  private static FatVolume open(byte[] image) {
    return within(iso(image));
  }

  private static byte[] iso(byte[] image) {
    byte[] iso = new byte[START + image.length];
    System.arraycopy(image, 0, iso, START, image.length);
    return iso;
  }

  private static FatVolume within(byte[] iso) {
    return FatVolume.open(new ImageInMemory("hostile.iso", iso), START, iso.length - START);
  }

  private byte[] broken(Consumer<ByteBuffer> fault) {
    byte[] image = sound.clone();
    fault.accept(ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN));
    return image;
  }

  private static void readAndEdit(byte[] image) {
    readAndEdit(open(image));
  }

  private static void readAndEdit(FatVolume volume) {
    FatChanges changes = new FatChanges(volume, FatImages.TIME);
    FatImages.read(volume);
    changes.add("/new folder/new file", FatImages.noise(5000, 3));
    changes.remove("/EFI");
  }

  /** By its offset in the whole, its clause, and in words. */
  private static void assertRefused(byte[] image, String clause, int offset, String words) {
    assertThatThrownBy(() -> readAndEdit(image))
        .isInstanceOfSatisfying(
            IsoFormatException.class,
            e -> {
              assertThat(e.clause()).isEqualTo(clause);
              assertThat(e.byteOffset()).isEqualTo(START + offset);
            })
        .hasMessageContaining("hostile.iso")
        .hasMessageContaining(words);
  }

  private FatEntry entry(String path) {
    return FatImages.open(sound).find(path).orElseThrow();
  }

  private int slot(String path) {
    return (int) entry(path).position();
  }

  private static void set(ByteBuffer b, int cluster, int value) {
    int at = 512 + (int) FatType.FAT12.offset(cluster);
    byte[] entry = {b.get(at), b.get(at + 1)};
    FatType.FAT12.put(entry, cluster, value);
    b.put(at, entry[0]).put(at + 1, entry[1]);
  }

  private static int tableOffset(int cluster) {
    return 512 + (int) FatType.FAT12.offset(cluster);
  }

  @Test
  void sound_isReadAndEdited() {
    readAndEdit(sound);
  }

  @Test
  void open_whenItIsNoFat_saysSo() {
    assertRefused(new byte[4096], "FAT 3.1", 0, "a boot sector that begins with 0");
    assertThatThrownBy(() -> open(new byte[20])).isInstanceOf(IsoFormatException.class);
    assertThatThrownBy(() -> open(new byte[0])).isInstanceOf(IsoFormatException.class);
  }

  /** Each field of the boot sector: its offset, its bytes, and where the fault is seen. */
  @ParameterizedTest
  @CsvSource({
    "11, 2, 0, 11, sectors of 0 bytes",
    "11, 2, 100, 11, sectors of 100 bytes",
    "11, 2, 32768, 11, sectors of 32768 bytes",
    "13, 1, 0, 13, clusters of 0 sectors",
    "13, 1, 3, 13, clusters of 3 sectors",
    "14, 2, 0, 14, no reserved sectors",
    "14, 2, 65535, 14, 65535 reserved sectors",
    "16, 1, 0, 16, no allocation table",
    "17, 2, 0, 17, a root folder of 0 entries",
    "17, 2, 65535, 14, a root folder of 4096",
    "19, 2, 20, 14, of 20 sectors",
    "19, 2, 65535, 32, 65535 sectors of 512 bytes",
    "19, 2, 0, 14, of 0 sectors",
    "21, 1, 17, 21, a media byte of 17",
    "22, 2, 65535, 14, tables of 65535",
    "22, 2, 1, 22, a table of 1 sectors for 28"
  })
  void open_whenAFieldOfTheBootSectorCannotBe_isRefused(
      int at, int size, int value, int seenAt, String words) {
    byte[] image =
        broken(
            b -> {
              if (size == 1) {
                b.put(at, (byte) value);
              } else {
                b.putShort(at, (short) value);
              }
            });

    assertThatThrownBy(() -> open(image))
        .isInstanceOfSatisfying(
            IsoFormatException.class, e -> assertThat(e.byteOffset()).isEqualTo(START + seenAt))
        .hasMessageContaining(words);
  }

  @Test
  void open_whenThereAreMoreTablesThanRoom_isRefused() {
    byte[] image = broken(b -> b.put(16, (byte) 255).putShort(22, (short) 12));

    assertRefused(image, "FAT 3.1", 14, "255 tables of 12 and a root folder of 14, of 2880");
  }

  @ParameterizedTest
  @CsvSource({
    "36, -1, FAT 3.1", // sectors of a table
    "40, 0x85, FAT 3.3", // the active table is the sixth
    "42, 0x100, FAT 3.3", // version
    "44, 0, FAT 3.3", // root cluster
    "44, 0x0fffffff, FAT 3.3",
    "44, -1, FAT 3.3",
    "48, 0x7fff, FAT 3.3" // FSInfo
  })
  void open_whenAFieldOfFat32CannotBe_isRefused(int at, String value, String clause)
      throws IOException {
    byte[] image = made(Kind.FAT32);
    int number = Integer.decode(value);
    ByteBuffer b = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    if (at == 36 || at == 44) {
      b.putInt(at, number);
    } else {
      b.putShort(at, (short) number);
    }

    assertThatThrownBy(() -> open(image))
        .isInstanceOfSatisfying(
            IsoFormatException.class, e -> assertThat(e.clause()).isEqualTo(clause));
  }

  @Test
  void open_whenTheImageIsCutShort_saysHowMuchThereIs() {
    byte[] cut = java.util.Arrays.copyOf(sound, sound.length - 512);

    assertRefused(cut, "FAT 3.1", 32, "only " + cut.length + " bytes");
  }

  @Test
  void chain_whenItIsALoop_isRefused() {
    int first = entry("/EFI/boot/bootx64.efi").firstCluster();

    assertRefused(
        broken(b -> set(b, first + 3, first)), "FAT 4", tableOffset(first + 3), "is a loop");
    assertRefused(broken(b -> set(b, first, first)), "FAT 4", tableOffset(first), "is a loop");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0xff0, 0xff7})
  void chain_whenItLeavesTheVolume_isRefused(int value) {
    int first = entry("/EFI/boot/bootx64.efi").firstCluster();

    assertRefused(
        broken(b -> set(b, first + 1, value)),
        "FAT 4",
        tableOffset(first + 1),
        "cluster " + value + " is named");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0xff0, 0xffff})
  void entry_whenItsFirstClusterIsOutOfRange_isRefused(int value) {
    int slot = slot("/EFI/boot/bootx64.efi");

    assertRefused(
        broken(b -> b.putShort(slot + 26, (short) value)),
        value == 0 ? "FAT 6.7" : "FAT 4",
        slot,
        value == 0 ? "its chain has 0 clusters" : "cluster " + value + " is named");
  }

  @Test
  void edit_whenAClusterHasTwoOwners_isRefused() {
    int first = entry("/EFI/boot/bootx64.efi").firstCluster();
    int second = entry("/other").firstCluster();
    byte[] image = broken(b -> set(b, second + 5, first));

    assertThat(open(image).read("/other")).hasSize(3000); // reading does no harm
    assertThatThrownBy(() -> new FatChanges(open(image), FatImages.TIME))
        .isInstanceOf(IsoFormatException.class)
        .hasMessageContaining("belongs to another file or folder too");
  }

  @Test
  void file_whenLongerThanItsChain_isRefused() {
    int slot = slot("/other");

    assertRefused(broken(b -> b.putInt(slot + 28, 3073)), "FAT 6.7", slot, "3073 bytes");
    assertRefused(broken(b -> b.putInt(slot + 28, -1)), "FAT 6.7", slot, "4294967295 bytes");
    assertThatThrownBy(() -> open(broken(b -> b.putInt(slot + 28, -1))).read("/other"))
        .isInstanceOf(KvmException.class);
  }

  @Test
  void folder_whenItHoldsItself_isRefused() {
    int slot = slot("/EFI/boot");
    short self = (short) entry("/EFI").firstCluster();
    byte[] image = broken(b -> b.putShort(slot + 26, self));

    assertRefused(image, "FAT 4", slot, "belongs to another file or folder too");
    assertThat(open(image).list("/EFI/boot/boot/boot")).hasSize(1); // finite, if asked for
  }

  @Test
  void folder_whenItNamesTheFixedRoot_isRefused() {
    int slot = slot("/EFI/boot");

    assertRefused(
        broken(b -> b.putShort(slot + 26, (short) 0)), "FAT 4", slot, "cluster 0 is named");
  }

  @Test
  void folder_whenItsChainHasNoEnd_isRefused() throws IOException {
    byte[] image = made(Kind.FAT16);
    FatVolume volume = FatImages.open(image);
    int slot = (int) volume.find("/EFI").orElseThrow().position();
    ByteBuffer b = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    int clusters = volume.bpb().clusters();
    for (int cluster = 100; cluster < clusters; cluster++) {
      b.putShort((int) volume.bpb().fatOffset(0) + 2 * cluster, (short) (cluster + 1));
    }
    b.putShort(slot + 26, (short) 100);

    assertRefused(image, "FAT 6.5", slot, "more than 65,536 slots");
  }

  /** The parts of a long name count only if they are all there, in order, and of that entry. */
  @ParameterizedTest
  @ValueSource(strings = {"ordinal", "missing", "checksum", "alias", "last", "zero", "huge"})
  void longName_whenItIsAnOrphan_isIgnored(String fault) throws IOException {
    Path file = Files.write(folder.resolve("fat.img"), sound);
    FatImages.edit(file, c -> c.add("/A name that takes three slots.cfg", new byte[1]));
    byte[] image = Files.readAllBytes(file);
    int alias = (int) FatImages.open(image).find("/ANAMET~1.CFG").orElseThrow().position();
    int first = alias - 3 * 32;
    switch (fault) {
      case "ordinal" -> image[first + 32] = 3; // 3, 3, 1
      case "missing" -> image[first + 32] = (byte) DELETED;
      case "checksum" -> image[first + 64 + 13]++;
      case "alias" -> image[alias] = 'B';
      case "last" -> image[first] = 3; // no beginning
      case "zero" -> image[first] = 0x40;
      default -> image[first] = 0x40 | 63;
    }

    assertThat(open(image).list("/").stream().map(FatEntry::path))
        .hasSize(3)
        .contains(fault.equals("alias") ? "/BNAMET~1.CFG" : "/ANAMET~1.CFG");
    readAndEdit(image);
  }

  /** Deleting by a name that is an orphan's must not touch the slots before. */
  @Test
  void remove_whenALongNameIsAnOrphan_leavesIt() throws IOException {
    Path file = Files.write(folder.resolve("fat.img"), sound);
    int slot = slot("/EFI/boot/A Long Name.cfg");
    byte[] image = broken(b -> b.put(slot - 32 + 13, (byte) 0));
    Files.write(file, image);

    FatImages.edit(file, c -> c.remove("/EFI/boot/ALONGN~1.CFG"));

    byte[] after = Files.readAllBytes(file);
    assertThat(after[slot] & 0xff).isEqualTo(DELETED);
    assertThat(after[slot - 32]).isEqualTo(image[slot - 32]);
  }

  @Test
  void name_whenItHoldsASlash_isRefused() {
    int slot = slot("/other");
    int longSlot = slot("/EFI/boot/A Long Name.cfg");

    assertRefused(broken(b -> b.put(slot, (byte) '/')), "FAT 6.1", slot, "no file can be called");
    assertRefused(
        broken(b -> b.putChar(longSlot - 32 + 1, '/')),
        "FAT 7",
        longSlot,
        "no file can be called / Long Name.cfg");
  }

  @Test
  void name_whenItIsEmptyOrHoldsNul_isRefused() {
    int slot = slot("/other");
    int longSlot = slot("/EFI/boot/A Long Name.cfg");

    assertRefused(broken(b -> b.put(slot + 2, (byte) 0)), "FAT 6.1", slot, "no file can be called");
    assertRefused(
        broken(b -> b.put(slot, "           ".getBytes(UTF_8))), "FAT 6.1", slot, "no file can");
    assertRefused(
        broken(b -> b.putChar(longSlot - 32 + 1, '\0')), "FAT 7", longSlot, "no file can");
  }

  @Test
  void name_whenALongOneIsDotDot_isRefused() {
    int slot = slot("/EFI/boot/A Long Name.cfg");
    byte[] image =
        broken(b -> b.putChar(slot - 31, '.').putChar(slot - 29, '.').putChar(slot - 27, '\0'));

    assertRefused(image, "FAT 7", slot, "no file can be called ..");
  }

  /** What is not sound is refused in so many words, whatever it is. */
  @ParameterizedTest
  @EnumSource(names = {"FAT12", "FAT16", "FAT32", "ONE_TABLE"})
  void edit_whenBytesAreFlipped_failsOnlyAsItShould(Kind kind) throws IOException {
    byte[] image = made(kind);
    BiosParameterBlock bpb = FatImages.open(image).bpb();
    int structures = (int) bpb.clusterOffset(2) + 16 * bpb.clusterSize();
    byte[] iso = iso(image);
    Random random = new Random(kind.ordinal());
    int refused = 0;
    for (int round = 0; round < 400; round++) {
      for (int i = 0; i <= random.nextInt(8); i++) {
        int within = random.nextBoolean() ? 96 : structures;
        iso[START + random.nextInt(within)] = (byte) random.nextInt(256);
      }
      Throwable thrown = catchThrowable(() -> readAndEdit(within(iso)));
      if (thrown != null) {
        assertThat(thrown).as("round " + round).isInstanceOf(KvmException.class);
        refused++;
      }
      System.arraycopy(image, 0, iso, START, structures);
    }
    assertThat(refused).isBetween(50, 390);
  }
}
