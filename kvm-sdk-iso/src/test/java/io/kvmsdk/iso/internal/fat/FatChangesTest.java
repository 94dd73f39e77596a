package io.kvmsdk.iso.internal.fat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.iso.internal.fat.FatImages.Kind;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What we have written, read by mtools, and judged by fsck.fat. */
@RequiresFatTools
class FatChangesTest {
  @TempDir Path folder;
  private int extractions;

  /** Edits, and lets the judges see that all is well; gives the sectors that changed. */
  private int edit(Path image, Consumer<FatChanges> edits) throws IOException {
    int changed = FatImages.edit(image, edits);
    FatImages.check(image);
    return changed;
  }

  private Map<String, byte[]> extracted(Path image) throws IOException {
    return FatImages.extracted(image, folder.resolve("x" + extractions++));
  }

  private static String type(Path image, String path) {
    return Tool.run("mtype", "-i", image, "::" + path).orFail().output();
  }

  private static List<String> mdir(Path image, String path) {
    return Tool.run("mdir", "-i", image, "::" + path).orFail().output().lines().toList();
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  /** Hundreds of edits at random, against a map that says what there should be. */
  @ParameterizedTest
  @EnumSource
  void edits_whenManyAndRandom_giveWhatTheyShould(Kind kind) throws IOException {
    Path image = kind.make(folder);
    Map<String, byte[]> expected = new TreeMap<>();
    Random random = new Random(kind.ordinal());
    for (int round = 0; round < 4; round++) {
      edit(
          image,
          changes -> {
            for (int i = 0; i < 60; i++) {
              editAtRandom(changes, expected, random);
            }
          });
      FatImages.assertSame(extracted(image), expected);
      FatImages.assertSame(FatImages.read(FatImages.open(image)), expected);
    }
  }

  private static void editAtRandom(
      FatChanges changes, Map<String, byte[]> expected, Random random) {
    List<String> files =
        expected.entrySet().stream()
            .filter(e -> e.getValue() != null)
            .map(Map.Entry::getKey)
            .toList();
    byte[] content = FatImages.noise(random.nextInt(9000) * random.nextInt(2), random.nextLong());
    int choice = random.nextInt(10);
    if (choice < 5 || files.isEmpty()) {
      String parent = "/folder" + random.nextInt(3);
      String path = parent + "/" + name(random, expected.size());
      if (!expected.containsKey(path)) {
        changes.add(path, content);
        expected.put(parent, null);
        expected.put(path, content);
      }
    } else if (choice < 8) {
      String path = files.get(random.nextInt(files.size()));
      changes.replace(path, content);
      expected.put(path, content);
    } else {
      String path = files.get(random.nextInt(files.size()));
      changes.remove(path);
      expected.remove(path);
    }
  }

  private static String name(Random random, int n) {
    return switch (random.nextInt(5)) {
      case 0 -> "file" + n + ".cfg";
      case 1 -> "FILE" + n;
      case 2 -> "Name with spaces, and more + " + n + ".config";
      case 3 -> "żółw-" + "long".repeat(random.nextInt(40)) + n;
      default -> "grub.v" + n + ".efi.signed";
    };
  }

  @ParameterizedTest
  @EnumSource
  void replace_whenTheTextFitsItsCluster_changesTwoSectors(Kind kind) throws IOException {
    Path image = kind.make(folder);
    edit(image, c -> c.add("/EFI/debian/grub.cfg", text("set timeout=30\n")));

    int changed = edit(image, c -> c.replace("/efi/debian/GRUB.CFG", text("set timeout=5\n")));

    assertThat(type(image, "/EFI/debian/grub.cfg")).isEqualTo("set timeout=5\n");
    assertThat(changed).isLessThanOrEqualTo(2); // the text, and its length
    assertThat(edit(image, c -> c.replace("/EFI/debian/grub.cfg", text("set timeout=7\n"))))
        .isEqualTo(1);
    assertThat(edit(image, c -> c.replace("/EFI/debian/grub.cfg", text("set timeout=7\n"))))
        .isZero();
  }

  @ParameterizedTest
  @EnumSource
  void replace_whenTheFileGrowsShrinksAndEmpties_keepsTheRest(Kind kind) throws IOException {
    Path image = kind.make(folder);
    byte[] other = FatImages.noise(5000, 1);
    edit(
        image,
        c -> {
          c.add("/a", FatImages.noise(3000, 2));
          c.add("/b", other);
        });
    for (int length : new int[] {90_000, 0, 1, 8192, 8193, 100}) {
      byte[] content = FatImages.noise(length, length);
      edit(image, c -> c.replace("/a", content));
      FatImages.assertSame(extracted(image), Map.of("/a", content, "/b", other));
    }
  }

  @Test
  void add_whenNamesNeedAliases_givesThemAsMtoolsWould() throws IOException {
    Path image = Kind.FAT12.make(folder);
    List<String> names =
        List.of(
            "grub.cfg",
            "GRUB.EFI",
            "Mixed.Cfg",
            "bootx64.EFI",
            "SHELLx64.efi",
            "a long name.config",
            "a long name too.config",
            "a.b.c",
            ".hidden",
            "plus+and,comma",
            "nodot-but-long");
    edit(image, c -> names.forEach(n -> c.add("/" + n, text("x"))));
    Path judge = Files.createDirectory(folder.resolve("judge"));
    Path theirs = Kind.FAT12.make(judge);
    for (String name : names) {
      Path file = Files.writeString(judge.resolve(name), "x");
      Tool.run("mcopy", "-i", theirs, file, "::/").orFail();
    }

    assertThat(aliases(image)).isEqualTo(aliases(theirs));
    assertThat(aliases(image)).contains("grub     cfg ", "ALONGN~2 CON a long name too.config");
  }

  /** Alias and long name of each entry, without size and date. */
  private static List<String> aliases(Path image) {
    return mdir(image, "/").stream()
        .filter(l -> l.matches(".{12} .* \\d{4}-\\d\\d-\\d\\d .*"))
        .map(l -> l.substring(0, 13) + (l.length() > 42 ? l.substring(42) : ""))
        .toList();
  }

  @Test
  void add_whenManyNamesBeginAlike_numbersTheirAliases() throws IOException {
    Path image = Kind.FAT16.make(folder);
    edit(
        image,
        c -> {
          for (int i = 1; i <= 120; i++) {
            c.add("/same beginning " + i + ".text", text("" + i));
          }
        });

    assertThat(type(image, "/SAMEB~99.TEX")).isEqualTo("99");
    assertThat(type(image, "/SAME~120.TEX")).isEqualTo("120");
  }

  @Test
  void add_whenAnEntryWasRemoved_takesItsSlotsAndClusters() throws IOException {
    Path image = Kind.FAT12.make(folder);
    edit(
        image,
        c -> {
          c.add("/A Long Name Here.txt", FatImages.noise(2000, 1));
          c.add("/LAST", text("x"));
        });
    FatEntry before = FatImages.open(image).find("/A Long Name Here.txt").orElseThrow();
    edit(image, c -> c.remove("/A Long Name Here.txt"));

    edit(image, c -> c.add("/Another Long Name", text("y")));

    FatEntry after = FatImages.open(image).find("/Another Long Name").orElseThrow();
    assertThat(after.slot()).isEqualTo(before.slot());
    assertThat(after.firstCluster()).isEqualTo(before.firstCluster());
  }

  @ParameterizedTest
  @EnumSource
  void addFolder_whenNested_makesWhatIsMissing(Kind kind) throws IOException {
    Path image = kind.make(folder);

    edit(image, c -> c.addFolder("/EFI/vendor/Drivers and More"));
    edit(image, c -> c.addFolder("/efi/VENDOR"));

    assertThat(extracted(image).keySet())
        .containsExactly("/EFI", "/EFI/vendor", "/EFI/vendor/Drivers and More");
    assertThat(mdir(image, "/EFI/vendor")).anyMatch(l -> l.matches("\\.\\. +<DIR>.*"));
  }

  @Test
  void remove_whenAFolder_freesAllThatItHeld() throws IOException {
    Path image = Kind.FAT32.make(folder);
    edit(image, c -> c.add("/EFI/keep", text("kept")));
    long free = FatImages.open(image).free();
    edit(
        image,
        c -> {
          for (int i = 0; i < 50; i++) {
            c.add("/EFI/tools/deep/Long Name Number " + i, FatImages.noise(i * 100, i));
          }
        });

    edit(image, c -> c.remove("/EFI/tools"));

    assertThat(FatImages.open(image).free()).isEqualTo(free);
    assertThat(extracted(image).keySet()).containsExactly("/EFI", "/EFI/keep");
  }

  @ParameterizedTest
  @EnumSource
  void add_whenTheImageIsFull_saysHowMuchIsMissingAndChangesNothing(Kind kind) throws IOException {
    Path image = kind.make(folder);
    edit(image, c -> c.add("/fits", text("x")));
    byte[] before = Files.readAllBytes(image);
    long free = FatImages.open(image).free();
    int size = FatImages.open(image).bpb().clusterSize();

    // a folder of its own takes one cluster; the file would fit without it
    assertThat(
            edit(
                image,
                c ->
                    assertThatThrownBy(() -> c.add("/new/big", new byte[(int) free]))
                        .isInstanceOf(ConflictException.class)
                        .hasMessageContaining("full")
                        .hasMessageContaining(free + " bytes more")
                        .hasMessageContaining((free - size) + " are free")))
        .isZero();
    assertThat(Files.readAllBytes(image)).isEqualTo(before);

    edit(image, c -> c.add("/new/big", FatImages.noise((int) free - size, 1)));
    assertThat(FatImages.open(image).free()).isZero();
    assertThat(extracted(image).get("/new/big")).isEqualTo(FatImages.noise((int) free - size, 1));
  }

  @Test
  void add_whenTheRootFolderIsFull_saysSo() throws IOException {
    Path image = Kind.ONE_TABLE.make(folder); // 32 slots, one of them the label's
    edit(
        image,
        c -> {
          for (int i = 0; i < 31; i++) {
            c.add("/FILE" + i, text("x"));
          }
          assertThatThrownBy(() -> c.add("/FILE31", text("x")))
              .isInstanceOf(ConflictException.class)
              .hasMessageContaining("more than 32 slots");
        });

    assertThat(extracted(image)).hasSize(31);
  }

  @Test
  void add_whenAFolderOutgrowsItsCluster_growsIt() throws IOException {
    Path image = Kind.FAT32.make(folder); // 16 slots in a cluster
    edit(image, c -> c.add("/d/" + "n".repeat(250), text("1")));
    edit(image, c -> c.add("/" + "m".repeat(250), text("2")));

    assertThat(extracted(image)).hasSize(3);
  }

  /** What a writer has left behind the end mark must not come back. */
  @Test
  void add_whenGarbageFollowsTheEndMark_keepsItHidden() throws IOException {
    Path image = Kind.FAT12.make(folder);
    edit(
        image,
        c -> {
          c.add("/ONE", text("1"));
          c.add("/TWO", text("2"));
          c.add("/THREE", text("3"));
        });
    byte[] bytes = Files.readAllBytes(image);
    bytes[(int) FatImages.open(bytes).find("/ONE").orElseThrow().position()] = 0;
    Files.write(image, bytes);

    FatImages.edit(image, c -> c.add("/NEW", text("new")));

    assertThat(Tool.run("mdir", "-b", "-i", image, "::/").orFail().output().lines())
        .containsExactly("::/NEW");
  }

  @Test
  void edits_leaveTheDirtyBitsAndTheLabel() throws IOException {
    Path image = Kind.FAT32.make(folder);
    byte[] bytes = Files.readAllBytes(image);
    int table = (int) FatImages.open(bytes).bpb().fatOffset(0);
    bytes[table + 7] &= 0x07; // ClnShutBitMask, FAT 4.2
    Files.write(image, bytes);

    FatImages.edit(image, c -> c.add("/file", text("x")));

    byte[] after = Files.readAllBytes(image);
    assertThat(after[table + 7]).isEqualTo(bytes[table + 7]);
    assertThat(Tool.run("mlabel", "-s", "-i", image, "::").orFail().output()).contains("ESP");
  }

  /** With mirroring off (FAT 3.3), only the active table counts. */
  @Test
  void edits_whenTheSecondTableIsActive_leaveTheFirst() throws IOException {
    Path image = Kind.FAT32.make(folder);
    byte[] bytes = Files.readAllBytes(image);
    bytes[40] = (byte) 0x81;
    byte[] before = bytes.clone();
    BiosParameterBlock bpb = FatImages.open(bytes).bpb();
    Files.write(image, bytes);

    FatImages.edit(image, c -> c.add("/file", text("x")));

    byte[] after = Files.readAllBytes(image);
    int first = (int) bpb.fatOffset(0);
    int second = (int) bpb.fatOffset(1);
    assertThat(after).hasSameSizeAs(before);
    assertThat(java.util.Arrays.equals(after, first, second, before, first, second)).isTrue();
    assertThat(FatImages.open(after).read("/file")).isEqualTo(text("x"));
    assertThat(FatImages.open(after).bpb().activeFat()).isEqualTo(1);
  }

  /**
   * Fewer clusters than FAT 3.5 allows, as mkfs.fat makes when told: Linux, GRUB and EDK II take it
   * for FAT32, as we do; mtools does not.
   */
  @Test
  void edits_whenFat32IsTooSmall_takeItForFat32AsFirmwareDoes() throws IOException {
    Path image = FatImages.make(folder, 2048, List.of("-F", 32, "-s", 2));

    FatImages.edit(image, c -> c.add("/EFI/BOOT/BOOTX64.EFI", FatImages.noise(100_000, 1)));

    assertThat(Tool.run("fsck.fat", "-n", image).orFail().output())
        .contains("is FAT32 according to", "4 files, 101/2016 clusters");
    FatVolume volume = FatImages.open(image);
    assertThat(volume.bpb().type()).isEqualTo(FatType.FAT32);
    assertThat(volume.read("/EFI/BOOT/BOOTX64.EFI")).isEqualTo(FatImages.noise(100_000, 1));
  }

  @Test
  void add_givesTheTimeThatTheCallerChose() throws IOException {
    Path image = Kind.FAT12.make(folder);

    edit(image, c -> c.add("/EFI/file", text("x")));

    assertThat(mdir(image, "/")).anyMatch(l -> l.matches("EFI +<DIR> +2024-07-03 +12:34 *"));
    assertThat(mdir(image, "/EFI")).anyMatch(l -> l.matches("file +1 2024-07-03 +12:34 *"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a:b", "/a*", "/a\\b", "/tail.", "/tail ", "/a\u0001", "/q?/file"})
  void add_whenFatHasNoSuchName_isRefused(String path) throws IOException {
    FatChanges changes = new FatChanges(FatImages.open(Kind.FAT12.make(folder)), FatImages.TIME);

    assertThatThrownBy(() -> changes.add(path, text("x")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("no file name in FAT");
    assertThat(changes.volume().list("/")).isEmpty();
  }

  @Test
  void edits_whenThePathIsNotWhatTheyNeed_areRefused() throws IOException {
    FatChanges changes = new FatChanges(FatImages.open(Kind.FAT12.make(folder)), FatImages.TIME);
    changes.add("/EFI/file", text("x"));

    assertThatThrownBy(() -> changes.add("/efi/FILE", text("y")))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> changes.add("/EFI/file/below", text("y")))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> changes.replace("/EFI", text("y")))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> changes.replace("/EFI/none", text("y")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> changes.remove("/none")).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> changes.remove("/")).isInstanceOf(ConflictException.class);
  }
}
