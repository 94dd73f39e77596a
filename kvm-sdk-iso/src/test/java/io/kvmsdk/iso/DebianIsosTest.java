package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ISO images that Debian's own packages bring: real ones, of other hands and builders. */
@RequiresIsoTools
@RequiresTool(
    value = {"test", "-e", DebianIsosTest.GRUB_RESCUE},
    debianPackage = "grub-rescue-pc")
@RequiresTool(
    value = {"test", "-e", DebianIsosTest.IPXE},
    debianPackage = "ipxe")
@RequiresTool(
    value = {"test", "-e", DebianIsosTest.MEMTEST},
    debianPackage = "memtest86+")
class DebianIsosTest {
  static final String GRUB_RESCUE = "/usr/lib/grub-rescue/grub-rescue-cdrom.iso";
  static final String IPXE = "/usr/lib/ipxe/ipxe.iso";
  static final String MEMTEST = "/usr/lib/memtest86+/memtest86+x64.iso";
  static final String MEMTEST_32 = "/usr/lib/memtest86+/memtest86+ia32.iso";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {GRUB_RESCUE, IPXE, MEMTEST, MEMTEST_32})
  void walk_showsWhatIsoinfoShows(Path iso) {
    assertThat(paths(iso)).isEqualTo(Judges.paths(iso, "-R"));
  }

  private static Set<String> paths(Path iso) {
    try (IsoImage image = IsoImage.open(iso)) {
      return image.walk().map(IsoEntry::path).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {GRUB_RESCUE, IPXE, MEMTEST, MEMTEST_32})
  void read_givesWhatBsdtarUnpacks(Path iso) throws IOException {
    Path unpacked = Judges.extract(iso, folder.resolve("unpacked"));

    try (IsoImage image = IsoImage.open(iso)) {
      for (IsoEntry file : image.walk().filter(e -> e.kind() == IsoEntry.Kind.FILE).toList()) {
        assertThat(image.read(file.path()))
            .as(file.path())
            .isEqualTo(Files.readAllBytes(unpacked.resolve(file.path().substring(1))));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {GRUB_RESCUE, IPXE, MEMTEST, MEMTEST_32})
  void bootEntries_areThoseOfXorriso(Path iso) {
    List<String> report =
        Judges.bootReport(iso).stream().filter(l -> l.startsWith("El Torito boot img")).toList();

    try (IsoImage image = IsoImage.open(iso)) {
      List<String> ours = new ArrayList<>();
      for (BootEntry e : image.bootEntries()) {
        ours.add("%s %s %d %d".formatted(e.platform(), e.emulation(), e.sectors(), e.block()));
      }
      assertThat(ours)
          .containsExactlyElementsOf(report.stream().map(DebianIsosTest::entry).toList());
    }
  }

  /** As {@code 1 BIOS y fd1.4 0x0000 0x00 1 35} after the colon. */
  private static String entry(String line) {
    String[] words = line.substring(line.indexOf(':') + 1).strip().split("\\s+");
    return "%s %s %s %s"
        .formatted(words[1], words[3].equals("none") ? "NONE" : "FLOPPY_1440", words[6], words[7]);
  }

  @ParameterizedTest
  @ValueSource(strings = {GRUB_RESCUE, IPXE, MEMTEST, MEMTEST_32})
  void remaster_addsToEveryTree_andKeepsWhatBoots(Path iso) throws IOException {
    Path made = folder.resolve("made.iso");
    IsoPatch patch =
        IsoRemaster.of(iso)
            .add("/kvmsdk/answers.txt", "answers\n".getBytes(StandardCharsets.UTF_8))
            .patch();

    Judges.written(patch, made);

    Set<String> expected = new TreeSet<>(Judges.paths(iso, "-R"));
    expected.addAll(Set.of("/kvmsdk", "/kvmsdk/answers.txt"));
    assertThat(Judges.paths(made, "-R")).isEqualTo(expected);
    Path unpacked = Judges.extract(made, folder.resolve("unpacked"));
    assertThat(unpacked.resolve("kvmsdk/answers.txt")).hasContent("answers");
    assertThat(bootable(made)).isEqualTo(bootable(iso));
    assertThat(heads(made)).containsExactlyElementsOf(heads(iso));
    assertThat(findings(made)).isEqualTo(findings(iso));
    assertThat(lastSector(made)).isLessThanOrEqualTo(Files.size(made) / 512);
  }

  /** What boots, but for where it lies, and where the image ends. */
  private static List<String> bootable(Path iso) {
    return Judges.bootReport(iso).stream()
        .filter(l -> !l.startsWith("ISO image size") && !l.startsWith("MBR partition  "))
        .map(l -> l.startsWith("El Torito boot img") ? l.replaceFirst("[0-9]+$", "") : l)
        .toList();
  }

  /** The first bytes of each boot image, where no address is, from where xorriso sees it. */
  private static List<byte[]> heads(Path iso) throws IOException {
    List<byte[]> heads = new ArrayList<>();
    try (RandomAccessFile in = new RandomAccessFile(iso.toFile(), "r")) {
      for (String line : Judges.bootReport(iso)) {
        if (line.startsWith("El Torito boot img")) {
          byte[] head = new byte[8];
          in.seek(Long.parseLong(line.replaceFirst(".* ", "")) * 2048);
          in.readFully(head);
          heads.add(head);
        }
      }
    }
    return heads;
  }

  /** How much is free depends on the length. */
  private static List<String> findings(Path iso) {
    return Judges.partitionFindings(iso).stream()
        .map(l -> l.replaceFirst("[0-9]+ free sectors.*", ""))
        .toList();
  }

  /** Where the last partition ends, as fdisk sees it. */
  private static long lastSector(Path iso) {
    return Tool.run("sfdisk", "-d", iso)
        .orFail()
        .output()
        .lines()
        .filter(l -> l.contains("start="))
        .mapToLong(l -> number(l, "start=") + number(l, "size="))
        .max()
        .orElseThrow();
  }

  private static long number(String line, String name) {
    String rest = line.substring(line.indexOf(name) + name.length()).strip();
    return Long.parseLong(rest.split("[ ,]")[0]);
  }
}
