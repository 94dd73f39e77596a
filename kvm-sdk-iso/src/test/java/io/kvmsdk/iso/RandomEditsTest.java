package io.kvmsdk.iso;

import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hundreds of edits by chance, made to an image and to a local copy of its files: what others find
 * in the image must then be what the local file system has.
 */
@RequiresIsoTools
class RandomEditsTest {
  private static final int EDITS = 120;

  /** The list of checksums is judged by itself, and boot images need their inner structure. */
  private static final Pattern EXCEPT =
      Pattern.compile("/(md5sum\\.txt|\\.?rr_moved)$|\\.(bin|img|cat)$");

  /** Tells where boot images lie, and so is the engine's own where partitions make room. */
  private static final String CATALOG = "boot.catalog";

  private static final BiPredicate<Path, BasicFileAttributes> FILE =
      (path, attributes) -> attributes.isRegularFile() && !path.endsWith(CATALOG);
  private static final BiPredicate<Path, BasicFileAttributes> FOLDER =
      (path, attributes) -> attributes.isDirectory();

  @TempDir Path folder;
  private Path model;
  private Random random;
  private IsoRemaster remaster;

  static Stream<Arguments> images() {
    return Stream.of("DEBIAN", "UBUNTU", "RHEL", "DEEP", "HARD_LINKS")
        .flatMap(image -> IntStream.range(0, 3).mapToObj(seed -> Arguments.of(image, seed)));
  }

  @ParameterizedTest
  @MethodSource("images")
  void edits_whateverTheyAre_equalThoseOfAFileSystem(String image, int seed) throws IOException {
    Path original = original(image);
    model = Judges.extractSeeking(original, folder.resolve("model"));
    random = new Random(seed);
    remaster = IsoRemaster.of(original);
    for (int i = 0; i < EDITS; i++) {
      edit(i);
    }

    Remastered after = Remastered.of(original, remaster, folder);

    Path found = Judges.extractSeeking(after.iso(), folder.resolve("found"));
    Object[] diff = {"diff", "-r", "--no-dereference", "-x", "md5sum.txt", "-x", "rr_moved"};
    Tool.run(Stream.concat(Stream.of(diff), Stream.of("-x", CATALOG, model, found)).toArray())
        .orFail();
  }

  private Path original(String image) throws IOException {
    Path iso = folder.resolve("original.iso");
    Path source = folder.resolve("source");
    switch (image) {
      case "DEEP" -> {
        for (String name : List.of("a", "b", "c/d")) {
          Path deep = source.resolve("1/2/3/4/5/6/" + name + "/8/9/10/" + name + "/12");
          Files.writeString(Files.createDirectories(deep).resolve("file"), name);
          Files.writeString(deep.getParent().getParent().resolve("middle"), name);
        }
        Tool.run("genisoimage", "-quiet", "-R", "-J", "-o", iso, source).orFail();
      }
      case "HARD_LINKS" -> {
        for (int i = 0; i < 40; i++) {
          Path file = source.resolve("folder-" + i % 7 + "/file-" + i);
          Files.createDirectories(file.getParent());
          Files.writeString(file, "content " + i);
          if (i % 3 > 0) {
            Files.createLink(source.resolve("folder-" + i % 5 + "/link-" + i), file);
          }
        }
        Object[] words = {"-compliance", "new_rr", "-hardlinks", "on", "-joliet", "on"};
        Stream<Object> command = Stream.concat(Stream.of("xorriso"), Stream.of(words));
        Object[] rest = {"-outdev", iso, "-map", source, "/", "-commit"};
        Tool.run(Stream.concat(command, Stream.of(rest)).toArray()).orFail();
      }
      default -> iso = InstallerFixtures.sampleIso(Layout.valueOf(image), 20);
    }
    return iso;
  }

  private void edit(int number) throws IOException {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> add(newPath(number), "added " + number);
      case 3 -> link(newPath(number), "t/".repeat(random.nextInt(90)) + number);
      case 4 -> replace(any(FILE), "replaced " + "r".repeat(random.nextInt(5000)));
      case 5 -> hardLink(any(FILE), newPath(number));
      case 6 -> rename(any(FOLDER.negate()), newPath(number));
      case 7 -> rename(any(FOLDER), newPath(number));
      case 8 -> remove(any(FOLDER.negate()));
      default -> remove(any(FOLDER.and((path, attributes) -> small(path))));
    }
  }

  /** Whether little would be lost with a folder. */
  private static boolean small(Path path) {
    return path.toFile().list().length < 5;
  }

  /** Any path but the root that is one and may be changed at will; empty if there is none. */
  private String any(BiPredicate<Path, BasicFileAttributes> kind) throws IOException {
    int start = model.toString().length();
    try (Stream<Path> all = Files.find(model, Integer.MAX_VALUE, kind)) {
      List<String> found =
          all.map(p -> p.toString().substring(start))
              .filter(p -> !p.isEmpty() && !EXCEPT.matcher(p).find())
              .sorted()
              .toList();
      return found.isEmpty() ? "" : found.get(random.nextInt(found.size()));
    }
  }

  /** A new name, now and then a long one, in a folder that is there, or below it. */
  private String newPath(int number) throws IOException {
    String parent = random.nextInt(8) == 0 ? "" : any(FOLDER);
    String between = random.nextInt(4) == 0 ? "/made-" + number : "";
    return parent + between + "/" + "n".repeat(random.nextInt(5) == 0 ? 180 : 3) + number;
  }

  private Path local(String path) {
    return model.resolve(path.substring(1));
  }

  /** The local file for a new path, the folders above it made. */
  private Path made(String path) throws IOException {
    Files.createDirectories(local(path).getParent());
    return local(path);
  }

  private void add(String path, String text) throws IOException {
    remaster.addText(path, text);
    Files.writeString(made(path), text);
  }

  private void link(String path, String target) throws IOException {
    remaster.addLink(path, target);
    Files.createSymbolicLink(made(path), Path.of(target));
  }

  private void replace(String path, String text) throws IOException {
    if (!path.isEmpty()) {
      remaster.replaceText(path, text);
      Files.delete(local(path));
      Files.writeString(local(path), text);
    }
  }

  private void hardLink(String existing, String path) throws IOException {
    if (!existing.isEmpty()) {
      remaster.addHardLink(path, existing);
      Files.createLink(made(path), local(existing));
    }
  }

  private void rename(String from, String to) throws IOException {
    if (!from.isEmpty() && !to.startsWith(from + "/")) {
      remaster.rename(from, to);
      Files.move(local(from), made(to));
    }
  }

  private void remove(String path) throws IOException {
    if (!path.isEmpty()) {
      remaster.remove(path);
      try (Stream<Path> all = Files.walk(local(path))) {
        for (Path gone : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(gone);
        }
      }
    }
  }
}
