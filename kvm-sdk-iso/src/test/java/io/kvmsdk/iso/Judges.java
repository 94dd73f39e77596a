package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What programs that we did not write say of an image. */
final class Judges {
  private Judges() {}

  /** Boot images and partition tables, one fact a line. */
  static List<String> bootReport(Path iso) {
    return xorriso(iso, "-report_el_torito", "plain", "-report_system_area", "plain");
  }

  /** Every path of the Rock Ridge tree with mode, owner, size and date. */
  static List<String> listing(Path iso) {
    return xorriso(iso, "-find", "/", "-exec", "lsdl").stream()
        .filter(l -> l.endsWith("'"))
        .toList();
  }

  private static List<String> xorriso(Path iso, String... commands) {
    List<String> words = new ArrayList<>(List.of("xorriso", "-report_about", "FATAL"));
    words.addAll(List.of("-indev", iso.toString()));
    words.addAll(List.of(commands));
    return lines(Tool.run(words.toArray()).orFail().output());
  }

  private static List<String> lines(String output) {
    return Arrays.stream(output.split("\n")).filter(l -> !l.isBlank()).toList();
  }

  /** Fails unless xorriso can read every block that the image claims to have. */
  static void checkMedia(Path iso) {
    String report =
        Tool.run("xorriso", "-indev", iso, "-check_media", "use=indev", "--").orFail().output();
    assertThat(report).contains("+ good").doesNotContain("- ");
  }

  /** Fails unless isovfy finds every extent, and none over another. */
  static void checkExtents(Path iso) {
    assertThat(Tool.run("isovfy", iso).orFail().output()).contains("No errors found");
  }

  /** Fails unless two folders hold the same, links compared as links. */
  static void compareTrees(Path one, Path other) {
    Tool.run("diff", "-r", "--no-dereference", one, other).orFail();
  }

  /** What sgdisk finds wrong, which is not nothing for any isohybrid image. */
  static List<String> partitionFindings(Path iso) {
    return lines(Tool.run("sgdisk", "-v", iso).output()).stream()
        .filter(l -> l.contains("roblem") || l.contains("arning") || l.contains("aution"))
        .toList();
  }

  /** All paths of the Rock Ridge ({@code -R}) or Joliet ({@code -J}) tree, as isoinfo sees them. */
  static Set<String> paths(Path iso, String tree) {
    return new TreeSet<>(lines(Tool.run("isoinfo", tree, "-f", "-i", iso).orFail().output()));
  }

  /** Unpacks an image front to back. */
  static Path extract(Path iso, Path folder) throws IOException {
    Files.createDirectory(folder);
    Tool.runIn(folder, "bsdtar", "--no-same-permissions", "-xf", iso).orFail();
    Tool.run("chmod", "-R", "u+w", folder).orFail();
    return folder;
  }

  /** Unpacks an image as a file system would be read. */
  static Path extractSeeking(Path iso, Path folder) {
    Tool.run("xorriso", "-osirrox", "on", "-indev", iso, "-extract", "/", folder).orFail();
    Tool.run("chmod", "-R", "u+w", folder).orFail();
    return folder;
  }

  /** Fails unless every file listed in md5sum.txt has that digest. */
  static void checkMd5Sums(Path tree) {
    Tool.runIn(tree, "md5sum", "-c", "--quiet", "--strict", "md5sum.txt").orFail();
  }

  /** Fails unless QEMU sees the same bytes through the overlay as in the full image. */
  static void compareOverlay(Path overlay, Path iso) {
    Tool.run("qemu-img", "check", overlay).orFail();
    Tool.run("qemu-img", "compare", "-F", "raw", overlay, iso).orFail();
  }

  /** The image that a partition is, from {@code block} to the end. */
  static Path partition(Path iso, long block, Path target) throws IOException {
    try (FileChannel in = FileChannel.open(iso)) {
      ByteBuffer rest = ByteBuffer.allocate((int) (in.size() - block * 2048));
      in.read(rest, block * 2048);
      return Files.write(target, rest.array());
    }
  }

  /** Fails if the patch writes a byte twice, or out of order, or beyond the end. */
  static void checkNoOverlap(IsoPatch patch) {
    long end = 0;
    for (IsoPatch.Extent e : patch.extents()) {
      assertThat(e.offset())
          .isGreaterThanOrEqualTo(end)
          .satisfies(n -> assertThat(n % 2048).isZero());
      assertThat(e.length()).isPositive().satisfies(n -> assertThat(n % 2048).isZero());
      end = e.offset() + e.length();
    }
    assertThat(end).isLessThanOrEqualTo(patch.newLength());
  }

  /**
   * Writes the image of a patch. Fails if the patch writes a byte twice, xorriso cannot read a
   * block, or isovfy finds an extent over another.
   */
  static Path written(IsoPatch patch, Path iso) {
    checkNoOverlap(patch);
    patch.writeIso(iso);
    checkMedia(iso);
    checkExtents(iso);
    return iso;
  }

  /** The same for a new image. */
  static Path written(IsoBuilder builder, Path iso) {
    builder.write(iso);
    checkMedia(iso);
    checkExtents(iso);
    return iso;
  }
}
