package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Remasters of images that differ from those of today's distributions. */
@RequiresIsoTools
class OtherWritersTest {
  @TempDir Path folder;
  private Path tree;

  @BeforeEach
  void makeATree() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
    put("readme.txt", "read me");
    put("boot/grub/grub.cfg", "set timeout=3\n");
    put("boot/other.cfg", "other\n");
    for (int i = 0; i < 40; i++) {
      put("pool/package-" + i + "_1.0_all.deb", "package " + i);
    }
  }

  private void put(String path, String text) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Path made(String... command) {
    Path iso = folder.resolve("made.iso");
    List<Object> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("-quiet", "-V", "OTHER", "-o", iso, tree));
    Tool.run(words.toArray()).orFail();
    return iso;
  }

  private Path remastered(Path original) {
    Path iso = folder.resolve("new.iso");
    IsoRemaster remaster =
        IsoRemaster.of(original)
            .edit("/boot/grub/grub.cfg", text -> text + "x".repeat(5000))
            .remove("/boot/other.cfg")
            .add("/answers/preseed.cfg", "answer".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 40; i++) {
      remaster.add("/pool/new" + i + ".deb", ("new " + i).getBytes(StandardCharsets.UTF_8));
    }
    IsoPatch patch = remaster.patch();
    Judges.written(patch, iso);
    ImageStructure.check(iso);
    return iso;
  }

  private static Set<String> expected(Set<String> before) {
    TreeSet<String> after = new TreeSet<>(before);
    after.remove("/boot/other.cfg");
    after.add("/answers");
    after.add("/answers/preseed.cfg");
    for (int i = 0; i < 40; i++) {
      after.add("/pool/new" + i + ".deb");
    }
    return after;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genisoimage -R",
        "genisoimage -r -J -joliet-long",
        "genisoimage -R -iso-level 4",
        "xorrisofs -R -J",
        "xorrisofs -R -iso-level 1"
      })
  void patch_whenRockRidge_matchesTheWritersDialect(String command) throws IOException {
    Path original = made(command.split(" "));

    Path iso = remastered(original);

    assertThat(Judges.paths(iso, "-R")).isEqualTo(expected(Judges.paths(original, "-R")));
    Path unpacked = Judges.extract(iso, folder.resolve("unpacked"));
    assertThat(unpacked.resolve("answers/preseed.cfg")).content().isEqualTo("answer");
    assertThat(unpacked.resolve("boot/grub/grub.cfg")).content().hasSize(5014);
    assertThat(unpacked.resolve("pool/package-39_1.0_all.deb")).content().isEqualTo("package 39");
    if (command.contains("-J")) {
      assertThat(Tool.run("isoinfo", "-J", "-i", iso, "-x", "/answers/preseed.cfg").output())
          .startsWith("answer");
    }
    assertThat(entrySizes(iso, "PX")).isEqualTo(entrySizes(original, "PX"));
    assertThat(entrySizes(iso, "TF")).isEqualTo(entrySizes(original, "TF"));
  }

  /** The lengths of the entries with a signature, in the first blocks where folders lie. */
  private static Set<Integer> entrySizes(Path iso, String signature) throws IOException {
    byte[] bytes = Files.readAllBytes(iso);
    TreeSet<Integer> sizes = new TreeSet<>();
    for (int at = 16 * 2048; at < bytes.length - 4; at++) {
      if (bytes[at] == signature.charAt(0)
          && bytes[at + 1] == signature.charAt(1)
          && bytes[at + 3] == 1) {
        sizes.add((int) bytes[at + 2]);
      }
    }
    return sizes;
  }

  @Test
  void patch_whenThereIsOnlyJoliet_changesBothTrees() {
    Path original = made("genisoimage", "-J", "-input-charset", "utf-8");

    Path iso = remastered(original);

    assertThat(withoutVersions(Judges.paths(iso, "-J")))
        .isEqualTo(expected(withoutVersions(Judges.paths(original, "-J"))));
    assertThat(Tool.run("isoinfo", "-f", "-i", iso).orFail().output())
        .contains("/ANSWERS/PRESEED.CFG;1")
        .contains("/POOL/NEW39.DEB;1")
        .doesNotContain("OTHER.CFG");
  }

  private static Set<String> withoutVersions(Set<String> paths) {
    TreeSet<String> plain = new TreeSet<>();
    paths.forEach(p -> plain.add(p.replaceFirst(";1$", "")));
    return plain;
  }

  /** In eight letters both are PACKAGES, so that one of them gets a name that nobody can guess. */
  @Test
  void patch_whenPlainNamesCollide_findsTheTwinsByTheirData() throws IOException {
    put("packages-alpha/alpha.txt", "alpha");
    put("packages-alpha/readme-first.txt", "first");
    put("packages-beta/beta.txt", "beta");
    put("packages-beta/readme-second.txt", "second");
    put("packages-beta/readme-third.txt", "third");
    Path original = made("genisoimage", "-J", "-input-charset", "utf-8");
    Path iso = folder.resolve("new.iso");

    IsoRemaster.of(original)
        .addText("/packages-beta/new-beta.txt", "new beta")
        .remove("/packages-beta/readme-third.txt")
        .replaceText("/packages-beta/readme-second.txt", "other")
        .rename("/packages-alpha", "/renamed")
        .addText("/renamed/new-alpha.txt", "new alpha")
        .patch()
        .writeIso(iso);

    ImageStructure.check(iso);
    List<String> plain = Tool.run("isoinfo", "-f", "-i", iso).orFail().output().lines().toList();
    String beta = folderOf(plain, "/BETA.TXT;1");
    assertThat(plain.stream().filter(p -> p.startsWith(beta + "/"))).hasSize(3);
    assertThat(plain).contains(beta + "/NEW_BETA.TXT;1").contains("/RENAMED/ALPHA.TXT;1");
    assertThat(plain).contains("/RENAMED/NEW_ALPHA.TXT;1");
    assertThat(contents(iso, plain, beta)).containsExactlyInAnyOrder("beta", "new beta", "other");
    assertThat(contents(iso, plain, "/RENAMED"))
        .containsExactlyInAnyOrder("alpha", "first", "new alpha");
    assertThat(Judges.paths(iso, "-J")).contains("/renamed", "/packages-beta");
  }

  private static String folderOf(List<String> paths, String name) {
    String path = paths.stream().filter(p -> p.endsWith(name)).findFirst().orElseThrow();
    return path.substring(0, path.length() - name.length());
  }

  private static List<String> contents(Path iso, List<String> paths, String folder) {
    return paths.stream()
        .filter(p -> p.startsWith(folder + "/"))
        .map(p -> Tool.run("isoinfo", "-i", iso, "-x", p).orFail().output())
        .toList();
  }

  @Test
  void patch_whenThereAreOnlyPlainNames_addsPlainOnes() {
    Path original = made("genisoimage");

    Path iso = remastered(original);

    assertThat(Tool.run("isoinfo", "-f", "-i", iso).orFail().output())
        .contains("/ANSWERS/PRESEED.CFG;1")
        .doesNotContain("OTHER.CFG");
    assertThat(Tool.run("isoinfo", "-i", iso, "-x", "/ANSWERS/PRESEED.CFG;1").output())
        .startsWith("answer");
  }

  @Test
  void patch_whenSerialNumbersAreInUse_writesThemToo() throws IOException {
    Path original = folder.resolve("made.iso");
    Tool.run("xorriso", "-compliance", "new_rr", "-outdev", original, "-map", tree, "/", "-commit")
        .orFail();

    Path iso = remastered(original);

    assertThat(entrySizes(iso, "PX")).containsExactly(44);
    assertThat(Judges.paths(iso, "-R")).isEqualTo(expected(Judges.paths(original, "-R")));
  }

  @Test
  void patch_whenFoldersAreRelocated_keepsThem() throws IOException {
    put("1/2/3/4/5/6/7/8/9/10/file", "deep");
    Path original = made("genisoimage", "-R");

    Path iso = remastered(original);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.readText("/1/2/3/4/5/6/7/8/9/10/file")).isEqualTo("deep");
    }
    Path unpacked = Judges.extract(iso, folder.resolve("unpacked"));
    assertThat(unpacked.resolve("1/2/3/4/5/6/7/8/9/10/file")).content().isEqualTo("deep");
  }

  @Test
  void patch_whenTheParentOfARelocatedFolderMoves_isToldSo() throws IOException {
    put("1/2/3/4/5/6/7/8/9/10/file", "deep");
    Path original = made("genisoimage", "-R");
    IsoRemaster remaster = IsoRemaster.of(original);
    for (int i = 0; i < 40; i++) {
      remaster.add("/1/2/3/4/5/6/7/new" + i, new byte[] {'x'});
    }
    Path iso = folder.resolve("new.iso");

    remaster.patch().writeIso(iso);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.readText("/1/2/3/4/5/6/7/8/9/10/file")).isEqualTo("deep");
      assertThat(image.list("/1/2/3/4/5/6/7")).hasSize(41);
    }
    Judges.checkMedia(iso);
    assertThat(Judges.listing(iso)).hasSize(Judges.listing(original).size() + 40);
  }

  /** The second set of descriptors is then the history: the first session's own. */
  @Test
  void patch_whenTheImageHasGrownBySessions_changesTheLastOne() {
    Path original = folder.resolve("made.iso");
    Tool.run("xorriso", "-outdev", original, "-joliet", "on", "-map", tree, "/", "-commit")
        .orFail();
    Tool.run("xorriso", "-dev", original, "-joliet", "on", "-mkdir", "/second", "--", "-commit")
        .orFail();

    Path iso = remastered(original);

    assertThat(Judges.paths(iso, "-R"))
        .isEqualTo(expected(Judges.paths(original, "-R")))
        .contains("/second");
  }
}
