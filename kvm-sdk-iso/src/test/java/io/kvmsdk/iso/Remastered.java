package io.kvmsdk.iso;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A remaster that was written, and that all judges have passed. */
record Remastered(Path original, Path iso, Path tree, IsoPatch patch) {
  /** Writes and unpacks into {@code folder}. */
  static Remastered of(Path original, IsoRemaster remaster, Path folder) throws IOException {
    IsoPatch patch = remaster.patch();
    Path iso = folder.resolve("new.iso");
    patch.writeIso(iso);
    Judges.checkNoOverlap(patch);
    Judges.checkMedia(iso);
    ImageStructure.check(iso);
    boolean sequential = patch.notes().stream().noneMatch(n -> n.contains("bsdtar"));
    Path tree = folder.resolve("tree");
    if (sequential) {
      Judges.extract(iso, tree);
    } else {
      Judges.extractSeeking(iso, tree);
    }
    if (Files.exists(tree.resolve("md5sum.txt"))) {
      Judges.checkMd5Sums(tree);
    }
    return new Remastered(original, iso, tree, patch);
  }

  /** What was unpacked at a path of the image. */
  Path file(String path) {
    return tree.resolve(path.substring(1));
  }

  /** The lines of xorriso's listing that the original does not have. */
  List<String> newLines() {
    return without(Judges.listing(iso), Judges.listing(original));
  }

  /** The lines of xorriso's listing that only the original has. */
  List<String> lostLines() {
    return without(Judges.listing(original), Judges.listing(iso));
  }

  private static List<String> without(List<String> lines, List<String> others) {
    List<String> left = new ArrayList<>(lines);
    left.removeAll(others);
    left.removeIf(l -> l.endsWith("'/md5sum.txt'"));
    return left;
  }

  /** The only line of xorriso's listing for a path. */
  String line(String path) {
    Predicate<String> wanted =
        l -> l.endsWith("'" + path + "'") || l.contains("'" + path + "' -> ");
    return Judges.listing(iso).stream().filter(wanted).findFirst().orElseThrow();
  }
}
