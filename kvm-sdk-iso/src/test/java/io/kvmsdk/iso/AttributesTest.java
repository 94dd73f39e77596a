package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Permissions, owners and times, as every judge shows them. */
@RequiresIsoTools
class AttributesTest {
  private static final Instant LEAP_DAY = Instant.parse("2024-02-29T12:34:56Z");

  @TempDir Path folder;
  private Path debian;

  @BeforeEach
  void takeASample() {
    debian = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
  }

  private Remastered write(IsoRemaster remaster) throws IOException {
    return Remastered.of(debian, remaster, folder);
  }

  private static String listed(Path iso, String... options) {
    Object[] command = new Object[options.length + 4];
    command[0] = "isoinfo";
    System.arraycopy(options, 0, command, 1, options.length);
    command[options.length + 1] = "-l";
    command[options.length + 2] = "-i";
    command[options.length + 3] = iso;
    return Tool.run(command).orFail().output();
  }

  @Test
  void chmod_whenAFileIsMeant_changesItsLineAlone() throws IOException {
    Remastered after = write(IsoRemaster.of(debian).chmod("/README.txt", 04751));

    assertThat(after.newLines())
        .singleElement()
        .asString()
        .startsWith("-rwsr-x--x")
        .endsWith("'/README.txt'");
    assertThat(after.lostLines()).hasSize(1);
    assertThat(after.patch().changedSectors()).isLessThanOrEqualTo(2);
  }

  @Test
  void chmod_whenAFolderIsMeant_isToldByItselfItsParentAndItsChildren() throws IOException {
    Remastered after = write(IsoRemaster.of(debian).chmod("/boot", 0710));

    assertThat(after.newLines())
        .singleElement()
        .asString()
        .startsWith("drwx--x---")
        .endsWith("'/boot'");
    assertThat(listed(after.iso(), "-R"))
        .containsPattern("Directory listing of /boot/\ndrwx--x--- .*  \\. ")
        .containsPattern("Directory listing of /boot/grub/\n.*\ndrwx--x--- .*  \\.\\. ");
  }

  @Test
  void chmod_whenTheRootIsMeant_isToldByItsChildrenToo() throws IOException {
    Remastered after = write(IsoRemaster.of(debian).chmod("/", 0700).chown("/", 5, 6));

    assertThat(after.newLines())
        .singleElement()
        .asString()
        .startsWith("drwx------")
        .endsWith("'/'");
    assertThat(listed(after.iso(), "-R"))
        .containsPattern("Directory listing of /boot/\n.*\ndrwx------ +[0-9]+ +5 +6 .*  \\.\\. ");
  }

  @Test
  void chown_changesOwnerAndGroup() throws IOException {
    Remastered after =
        write(
            IsoRemaster.of(debian).chown("/README.txt", 1000, 4_000_000_000L).chown("/doc", 7, 8));

    assertThat(after.newLines()).hasSize(2);
    assertThat(after.line("/README.txt")).containsPattern(" 1000 +4000000000 ");
    assertThat(after.line("/doc")).containsPattern(" 7 +8 ");
  }

  @Test
  void touch_changesTheTimeInEveryTree() throws IOException {
    Remastered after =
        write(IsoRemaster.of(debian).touch("/README.txt", LEAP_DAY).touch("/doc", LEAP_DAY));

    assertThat(after.newLines()).hasSize(2).allMatch(l -> l.contains("Feb 29  2024"));
    assertThat(Files.getLastModifiedTime(after.file("/README.txt")).toInstant())
        .isEqualTo(LEAP_DAY);
    assertThat(listed(after.iso())).containsPattern("Feb 29 2024 .* README.TXT;1");
    assertThat(listed(after.iso(), "-J")).containsPattern("Feb 29 2024 .* README.txt");
    assertThat(listed(after.iso(), "-J"))
        .containsPattern("Directory listing of /doc/\n.*Feb 29 2024 .*  \\. ");
  }

  /** The partition's own trees are told too. */
  @Test
  void chmod_whenThereAreFourTrees_changesBothThatTell() throws IOException {
    Path ubuntu = InstallerFixtures.sampleIso(Layout.UBUNTU, 20);
    IsoRemaster remaster =
        IsoRemaster.of(ubuntu).chmod("/boot/grub/grub.cfg", 0600).touch("/boot/grub", LEAP_DAY);

    Remastered after = Remastered.of(ubuntu, remaster, folder);

    Path partition = Judges.partition(after.iso(), 16, folder.resolve("partition.iso"));
    for (Path iso : new Path[] {after.iso(), partition}) {
      assertThat(Judges.listing(iso))
          .anyMatch(l -> l.startsWith("-rw-------") && l.endsWith("'/boot/grub/grub.cfg'"))
          .anyMatch(l -> l.contains("Feb 29  2024") && l.endsWith("'/boot/grub'"));
    }
  }

  @Test
  void edits_whenTheEntryIsNew_changeItTheSame() throws IOException {
    Remastered after =
        write(
            IsoRemaster.of(debian)
                .addText("/new/file", "x")
                .chmod("/new/file", 0600)
                .chown("/new", 1, 2)
                .touch("/new/file", LEAP_DAY)
                .rename("/new/file", "/new/other"));

    assertThat(after.line("/new/other")).startsWith("-rw-------").contains("Feb 29  2024");
    assertThat(after.line("/new")).containsPattern(" 1 +2 ");
  }

  /** Such records come from writers that know only names; here one is made by hand. */
  @Test
  void chmod_whenTheRecordHasNoSuchEntry_growsTheRecord() throws IOException {
    Path bare = withoutAttributes("README.TXT;1");

    Remastered after =
        Remastered.of(
            bare,
            IsoRemaster.of(bare)
                .chmod("/README.txt", 0750)
                .chown("/README.txt", 3, 4)
                .touch("/README.txt", LEAP_DAY),
            folder);

    assertThat(after.line("/README.txt"))
        .startsWith("-rwxr-x---")
        .containsPattern(" 3 +4 ")
        .contains("Feb 29  2024");
    assertThat(after.newLines()).hasSize(1);
  }

  /** A copy in which PX and TF of one record have names that nobody knows. */
  private Path withoutAttributes(String identifier) throws IOException {
    byte[] iso = Files.readAllBytes(debian);
    int at = new String(iso, StandardCharsets.ISO_8859_1).indexOf(identifier, 17 * 2048);
    int end = at - 33 + (iso[at - 33] & 0xff);
    for (int i = at + identifier.length(); i < end - 1; i++) {
      if ((iso[i] == 'P' && iso[i + 1] == 'X') || (iso[i] == 'T' && iso[i + 1] == 'F')) {
        iso[i] = 'Z';
      }
    }
    return Files.write(folder.resolve("bare.iso"), iso);
  }

  @Test
  void edits_whenThereIsNoRockRidge_tellWhatCannotBe() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("source"));
    Files.writeString(tree.resolve("file.txt"), "x");
    Path plain = folder.resolve("plain.iso");
    Tool.run("genisoimage", "-quiet", "-J", "-o", plain, tree).orFail();

    Remastered after =
        Remastered.of(
            plain,
            IsoRemaster.of(plain)
                .chmod("/file.txt", 0600)
                .chown("/file.txt", 1, 1)
                .touch("/file.txt", LEAP_DAY),
            folder);

    assertThat(after.patch().notes())
        .anyMatch(n -> n.contains("permissions") && n.contains("/file.txt"))
        .anyMatch(n -> n.contains("owners"));
    assertThat(listed(after.iso(), "-J")).containsPattern("Feb 29 2024 .* file.txt");
    assertThat(listed(after.iso())).containsPattern("Feb 29 2024 .* FILE.TXT;1");
  }

  @Test
  void edits_whenValuesAreImpossible_areRefused() {
    IsoRemaster mode = IsoRemaster.of(debian).chmod("/README.txt", 0100644);
    IsoRemaster owner = IsoRemaster.of(debian).chown("/README.txt", -1, 0);
    IsoRemaster time =
        IsoRemaster.of(debian).touch("/README.txt", Instant.parse("2200-01-01T00:00:00Z"));
    IsoRemaster none = IsoRemaster.of(debian).chmod("/none", 0600);

    assertThatThrownBy(mode::patch)
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("07777");
    assertThatThrownBy(owner::patch).isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(time::patch)
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("1900 to 2155");
    assertThatThrownBy(none::patch).isInstanceOf(NotFoundException.class);
  }
}
