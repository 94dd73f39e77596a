package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders too deep for ISO 9660, which genisoimage keeps in {@code rr_moved} (RRIP 4.1.5). */
@RequiresIsoTools
class RelocatedFolderTest {
  private static final String SEVEN = "/1/2/3/4/5/6/7";
  private static final String PLAIN = "genisoimage -R";
  private static final String HIDDEN = "genisoimage -R -hide-rr-moved -J";

  // genisoimage lays folders out as the file system lists them. As tmpfs does, the fourth folder
  // that
  // overflows gives an image that bsdtar, which does not seek, cannot read, and no note tells so.
  @TempDir(factory = TempDirFactory.Standard.class)
  Path folder;

  private Path expected;

  @BeforeEach
  void makeATree() throws IOException {
    expected = folder.resolve("expected");
    put(SEVEN + "/8/9/10/11/file", "deep");
    put(SEVEN + "/8/side", "side");
    put(SEVEN + "/other/z/file", "other");
    put("/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/deepest", "relocated twice");
    put("/top", "top");
  }

  private void put(String path, String text) throws IOException {
    Path file = local(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Path local(String path) {
    return expected.resolve(path.substring(1));
  }

  private Path made(String command) {
    Path iso = folder.resolve("made.iso");
    List<Object> words = new ArrayList<>(List.of((Object[]) command.split(" ")));
    words.addAll(List.of("-quiet", "-V", "DEEP", "-o", iso, expected));
    Tool.run(words.toArray()).orFail();
    return iso;
  }

  /** Edits the image; the local tree must then equal what others find in it. */
  private Remastered write(String command, UnaryOperator<IsoRemaster> edits, Edit same)
      throws IOException {
    Path original = made(command);
    Remastered after = Remastered.of(original, edits.apply(IsoRemaster.of(original)), folder);
    same.run();
    diff(after.tree());
    diff(Judges.extractSeeking(after.iso(), folder.resolve("seeking")));
    List<String> paths = new ArrayList<>();
    try (IsoImage image = IsoImage.open(after.iso())) {
      image.walk().map(IsoEntry::path).forEach(paths::add);
    }
    assertThat(Judges.listing(after.iso()))
        .extracting(l -> l.substring(l.indexOf('\'') + 1, l.length() - 1))
        .contains(paths.toArray(new String[0]));
    Tool.run("isoinfo", "-R", "-l", "-i", after.iso()).orFail();
    return after;
  }

  /** What holds the relocated folders is itself in no tree; xorriso shows it, bsdtar does not. */
  private void diff(Path tree) {
    List<Object> command = List.of("diff", "-r", "--no-dereference", "-x", "*rr_moved");
    Tool.run(Stream.concat(command.stream(), Stream.of(expected, tree)).toArray()).orFail();
  }

  private interface Edit {
    void run() throws IOException;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, HIDDEN})
  void edits_whenMadeInRelocatedFolders_areSeenByAll(String command) throws IOException {
    write(
        command,
        r ->
            r.add(SEVEN + "/8/9/new", bytes("new"))
                .replace(SEVEN + "/8/9/10/11/file", bytes("replaced"))
                .remove(SEVEN + "/8/side")
                .rename(SEVEN + "/other/z/file", SEVEN + "/8/9/renamed")
                .addFolder(SEVEN + "/8/empty/still"),
        () -> {
          put(SEVEN + "/8/9/new", "new");
          put(SEVEN + "/8/9/10/11/file", "replaced");
          Files.delete(local(SEVEN + "/8/side"));
          Files.move(local(SEVEN + "/other/z/file"), local(SEVEN + "/8/9/renamed"));
          Files.createDirectories(local(SEVEN + "/8/empty/still"));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {SEVEN + "/8", SEVEN, "/a/b/c/d/e/f/g/h/i/j/k/l/m/n", SEVEN + "/8/9", "/1"})
  void add_whenAFolderOnTheWayOverflows_isToldToAll(String full) throws IOException {
    write(
        PLAIN,
        r -> {
          for (int i = 0; i < 60; i++) {
            r.add(full + "/added-" + i, bytes("added " + i));
          }
          return r;
        },
        () -> {
          for (int i = 0; i < 60; i++) {
            put(full + "/added-" + i, "added " + i);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, HIDDEN})
  void rename_whenAFolderIsRelocated_movesItWhereItIsShown(String command) throws IOException {
    write(
        command,
        r -> r.rename(SEVEN + "/8", "/1/eight").rename(SEVEN + "/other", SEVEN + "/another"),
        () -> {
          Files.move(local(SEVEN + "/8"), local("/1/eight"));
          Files.move(local(SEVEN + "/other"), local(SEVEN + "/another"));
        });
  }

  @Test
  void rename_whenAFolderHoldsRelocatedOnes_takesThemAlong() throws IOException {
    write(
        PLAIN,
        r -> r.rename("/1/2/3", "/new/three"),
        () -> {
          Files.createDirectories(local("/new"));
          Files.move(local("/1/2/3"), local("/new/three"));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {SEVEN + "/8", "/1", "/a/b/c/d/e/f/g/h/i", "/a"})
  void remove_whenFoldersAreRelocated_removesTheirTwinsToo(String path) throws IOException {
    Remastered after =
        write(PLAIN, r -> r.remove(path), () -> Tool.run("rm", "-r", local(path)).orFail());

    assertThat(Tool.run("isoinfo", "-p", "-i", after.iso()).orFail().output().lines().count())
        .isLessThan(Tool.run("isoinfo", "-p", "-i", after.original()).output().lines().count());
  }

  @Test
  void chmod_whenAFolderIsRelocated_isToldByAllItsRecords() throws IOException {
    Remastered after = write(PLAIN, r -> r.chmod(SEVEN + "/8", 0711), () -> {});

    assertThat(after.line(SEVEN + "/8")).startsWith("drwx--x--x ");
    assertThat(Tool.run("isoinfo", "-R", "-l", "-i", after.iso()).orFail().output())
        .containsPattern("Directory listing of /rr_moved/8/\ndrwx--x--x .*  \\. ")
        .containsPattern("Directory listing of /rr_moved/8/9/\n.*\ndrwx--x--x .*  \\.\\. ");
  }

  /** It looks empty, and yet everything relocated would be lost with it. */
  @Test
  void remove_whenTheFolderHoldsRelocatedOnes_isRefused() {
    Path original = made(PLAIN);
    IsoRemaster home = IsoRemaster.of(original).remove("/rr_moved");
    IsoRemaster through = IsoRemaster.of(original).remove("/rr_moved/8");

    assertThatThrownBy(home::patch)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("/rr_moved");
    assertThatThrownBy(through::patch).isInstanceOf(NotFoundException.class);
  }
}
