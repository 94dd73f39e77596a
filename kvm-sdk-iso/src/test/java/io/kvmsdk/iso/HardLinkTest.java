package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several names for one file. */
@RequiresIsoTools
class HardLinkTest {
  @TempDir Path folder;
  private Path original;

  /** Two names for one file, a third file beside them, and file serial numbers (RRIP 1.12). */
  @BeforeEach
  void makeAnImage() throws IOException {
    Path tree = Files.createDirectories(folder.resolve("source/sub")).getParent();
    Files.writeString(tree.resolve("first"), "shared");
    Files.createLink(tree.resolve("sub/second"), tree.resolve("first"));
    Files.writeString(tree.resolve("alone"), "alone");
    Files.writeString(tree.resolve("empty"), "");
    original = folder.resolve("original.iso");
    Tool.run(
            "xorriso",
            "-compliance",
            "new_rr",
            "-hardlinks",
            "on",
            "-joliet",
            "on",
            "-outdev",
            original,
            "-map",
            tree,
            "/",
            "-commit")
        .orFail();
    assertThat(inode(original, "first")).isEqualTo(inode(original, "second"));
  }

  private Remastered write(IsoRemaster remaster) throws IOException {
    return Remastered.of(original, remaster, folder);
  }

  /** The number of links, the size and the block that isoinfo shows. */
  private static List<String> inode(Path iso, String name) {
    String listing = Tool.run("isoinfo", "-R", "-l", "-i", iso).orFail().output();
    Matcher m =
        Pattern.compile(
                "-[rwx-]+ +(\\d+) .* (\\d+) \\w{3} +\\d+ \\d+ \\[ *(\\d+) 00\\] +" + name + " ")
            .matcher(listing);
    assertThat(m.find()).as(name + " in\n" + listing).isTrue();
    return List.of(m.group(1), m.group(2), m.group(3));
  }

  private static int links(Path iso, String name) {
    return Integer.parseInt(inode(iso, name).get(0));
  }

  private static Object file(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino");
  }

  @Test
  void addHardLink_sharesDataAttributesAndSerialNumber() throws IOException {
    Remastered after = write(IsoRemaster.of(original).addHardLink("/third", "/alone"));

    assertThat(inode(after.iso(), "third")).isEqualTo(inode(after.iso(), "alone")).startsWith("2");
    assertThat(file(after.file("/third"))).isEqualTo(file(after.file("/alone")));
    assertThat(after.line("/third").split("'")[0]).isEqualTo(after.line("/alone").split("'")[0]);
    assertThat(Judges.paths(after.iso(), "-J")).contains("/third");
    assertThat(serials(after.iso())).contains("link to");
  }

  private static String serials(Path iso) {
    return Tool.run("bsdtar", "-tvf", iso).orFail().output();
  }

  @Test
  void addHardLink_whenThereAreOthers_countsThemAll() throws IOException {
    Remastered after = write(IsoRemaster.of(original).addHardLink("/third", "/sub/second"));

    for (String name : List.of("first", "second", "third")) {
      assertThat(links(after.iso(), name)).as(name).isEqualTo(3);
    }
    assertThat(links(after.iso(), "alone")).isEqualTo(1);
  }

  @Test
  void addHardLink_whenTheFileIsNewOrReplaced_sharesTheNewData() throws IOException {
    Remastered after =
        write(
            IsoRemaster.of(original)
                .addText("/new", "new")
                .addHardLink("/new-link", "/new")
                .replaceText("/alone", "replaced")
                .addHardLink("/alone-link", "/alone")
                .addHardLink("/empty-link", "/empty"));

    assertThat(inode(after.iso(), "new-link")).isEqualTo(inode(after.iso(), "new")).startsWith("2");
    assertThat(inode(after.iso(), "alone-link")).isEqualTo(inode(after.iso(), "alone"));
    assertThat(after.file("/alone-link")).content().isEqualTo("replaced");
    assertThat(links(after.iso(), "empty-link")).isEqualTo(2);
    assertThat(after.file("/empty-link")).isEmptyFile();
  }

  @Test
  void addHardLink_whenTheFirstNameIsRemoved_keepsTheData() throws IOException {
    Remastered after =
        write(
            IsoRemaster.of(original)
                .addText("/new", "new")
                .addHardLink("/new-link", "/new")
                .remove("/new")
                .addHardLink("/alone-link", "/alone")
                .remove("/alone"));

    assertThat(after.file("/new-link")).content().isEqualTo("new");
    assertThat(after.file("/alone-link")).content().isEqualTo("alone");
    assertThat(links(after.iso(), "new-link")).isEqualTo(1);
    assertThat(links(after.iso(), "alone-link")).isEqualTo(1);
  }

  /** The new data fits the old blocks, which the link still needs. */
  @Test
  void replace_whenALinkWasAdded_leavesTheLinkAlone() throws IOException {
    Remastered after =
        write(
            IsoRemaster.of(original).addHardLink("/link", "/alone").replaceText("/alone", "mine"));

    assertThat(after.file("/alone")).content().isEqualTo("mine");
    assertThat(after.file("/link")).content().isEqualTo("alone");
    assertThat(links(after.iso(), "alone")).isEqualTo(1);
    assertThat(links(after.iso(), "link")).isEqualTo(1);
  }

  @Test
  void replace_whenDataIsShared_splitsAndCounts() throws IOException {
    Remastered after = write(IsoRemaster.of(original).replaceText("/first", "mine"));

    assertThat(after.file("/first")).content().isEqualTo("mine");
    assertThat(after.file("/sub/second")).content().isEqualTo("shared");
    assertThat(links(after.iso(), "first")).isEqualTo(1);
    assertThat(links(after.iso(), "second")).isEqualTo(1);
    assertThat(file(after.file("/first"))).isNotEqualTo(file(after.file("/sub/second")));
  }

  @Test
  void remove_whenDataIsShared_countsOneLess() throws IOException {
    Remastered after = write(IsoRemaster.of(original).remove("/sub"));

    assertThat(links(after.iso(), "first")).isEqualTo(1);
    assertThat(after.file("/first")).content().isEqualTo("shared");
  }

  @Test
  void rename_whenDataIsShared_keepsTheLink() throws IOException {
    Remastered after = write(IsoRemaster.of(original).rename("/sub/second", "/moved/other"));

    assertThat(inode(after.iso(), "other")).isEqualTo(inode(after.iso(), "first")).startsWith("2");
    assertThat(after.file("/moved/other")).content().isEqualTo("shared");
  }

  @Test
  void chmod_whenDataIsShared_changesAllNames() throws IOException {
    Remastered after = write(IsoRemaster.of(original).chmod("/first", 0640));

    assertThat(after.line("/first")).startsWith("-rw-r-----");
    assertThat(after.line("/sub/second")).startsWith("-rw-r-----");
    assertThat(after.newLines()).hasSize(2);
  }

  @Test
  void addHardLink_whenMd5sumListsFiles_listsTheLinkToo() throws IOException {
    Path debian = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);

    Remastered after =
        Remastered.of(
            debian,
            IsoRemaster.of(debian)
                .addHardLink("/copy-of-readme", "/README.txt")
                .addHardLink("/copy-of-loader", "/isolinux/isolinux.bin"),
            folder);

    assertThat(Files.readAllLines(after.file("/md5sum.txt")))
        .anyMatch(l -> l.endsWith("  ./copy-of-readme"))
        .anyMatch(l -> l.endsWith("  ./copy-of-loader"))
        .noneMatch(l -> l.endsWith("  ./isolinux/isolinux.bin"));
  }

  /** genisoimage stores links to a file once; here one name is Rock Ridge's, one Joliet's. */
  @Test
  void replace_whenDataIsSharedWithAFileOfAnotherTree_leavesThatAsItIs() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("in"));
    Discs.put(tree, "shown", "shared");
    Files.createLink(tree.resolve("joliet"), tree.resolve("shown"));
    Path disc = folder.resolve("disc.iso");
    Discs.mkisofs(disc, tree, "genisoimage -R -J -cache-inodes -hide joliet -hide-joliet shown");

    Path iso =
        Judges.written(
            IsoRemaster.of(disc).replaceText("/shown", "mine").patch(), folder.resolve("new.iso"));

    for (String file : List.of("-R /shown mine", "-J /joliet shared")) {
      String[] words = file.split(" ");
      assertThat(Tool.run("isoinfo", words[0], "-x", words[1], "-i", iso).orFail().output())
          .isEqualTo(words[2]);
    }
  }

  /** The boot catalog tells where partitions lie, and a boot image where itself does. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3_000_000})
  void addHardLink_whenTheLayoutChangesTheData_listsWhatItBecomes(int added) throws IOException {
    Path disc = listingDisc();
    IsoRemaster remaster =
        IsoRemaster.of(disc)
            .addHardLink("/catalog", "/boot.cat")
            .addHardLink("/loader", "/boot/grub/eltorito.img");
    if (added > 0) {
      Path loader = folder.resolve("loader.img");
      Tool.run("cp", folder.resolve("tree/boot/grub/eltorito.img"), loader).orFail();
      Files.write(loader, new byte[10_000], StandardOpenOption.APPEND);
      remaster.replace("/boot/grub/eltorito.img", loader).add("/new.bin", new byte[added]);
    }

    Remastered after = Remastered.of(disc, remaster, Files.createDirectory(folder.resolve("made")));

    assertThat(Files.readAllLines(after.file("/md5sum.txt")))
        .hasSize(5 + (added > 0 ? 1 : 0))
        .anyMatch(l -> l.endsWith("  ./catalog"))
        .anyMatch(l -> l.endsWith("  ./loader"));
    assertThat(after.file("/catalog")).hasSameBinaryContentAs(after.file("/boot.cat"));
  }

  /** With a partition behind it, and a list of the catalog, a boot image and a plain file. */
  private Path listingDisc() throws IOException {
    Xorriso writer = new Xorriso(folder);
    String options = Xorriso.GRUB2 + " -append_partition 2 0xef ESP" + Xorriso.EFI_APPENDED;
    String blank = "0".repeat(32) + "  ./";
    List<String> listed = List.of("boot.cat", "boot/grub/eltorito.img", "data.bin");
    writer.put(
        "md5sum.txt",
        String.join("", listed.stream().map(f -> blank + f + "\n").toList())
            .getBytes(StandardCharsets.UTF_8));
    Path disc = writer.make(options);
    Path tree = Judges.extract(disc, folder.resolve("unlisted"));
    List<Object> words = new ArrayList<>(List.of("md5sum"));
    listed.forEach(f -> words.add("./" + f));
    String sums = Tool.runIn(tree, words.toArray()).orFail().output();
    writer.put("md5sum.txt", sums.getBytes(StandardCharsets.UTF_8));
    Files.delete(disc);
    writer.make(options);
    Judges.checkMd5Sums(Judges.extract(disc, folder.resolve("listed")));
    return disc;
  }

  @Test
  void addHardLink_whenItCannotBe_isRefused() {
    IsoRemaster taken = IsoRemaster.of(original).addHardLink("/alone", "/first");
    IsoRemaster folderMeant = IsoRemaster.of(original).addHardLink("/x", "/sub");
    IsoRemaster linkMeant =
        IsoRemaster.of(original).addLink("/link", "first").addHardLink("/x", "/link");
    IsoRemaster nothing = IsoRemaster.of(original).addHardLink("/x", "/none");

    assertThatThrownBy(taken::patch).isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(folderMeant::patch).isInstanceOf(ConflictException.class);
    assertThatThrownBy(linkMeant::patch)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("first");
    assertThatThrownBy(nothing::patch).isInstanceOf(NotFoundException.class);
  }
}
