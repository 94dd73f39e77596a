package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether the clusters of an image are used as its reference counts say: what {@code qemu-img
 * check} does, in process. Nothing is repaired; {@code qemu-img check -r leaks} and {@code -r all}
 * do that.
 *
 * @param corruptions how many of the findings endanger data
 * @param leaks how many clusters are wasted
 * @param end the offset behind the last cluster in use, in bytes
 * @param findings the first {@value #MOST_FINDINGS}, in no order
 */
public record QcowCheck(
    Path file, long corruptions, long leaks, long end, List<QcowFinding> findings) {

  /** How many findings are kept; all are counted. */
  public static final int MOST_FINDINGS = 1000;

  public QcowCheck {
    findings = List.copyOf(findings);
  }

  /**
   * Checks a whole image, its snapshots and bitmaps included; its backing file is not looked at.
   * While somebody writes to it, the findings mean nothing. Takes 4 bytes of memory for each
   * cluster in use.
   *
   * @throws QcowFormatException if not even its header is sound
   * @throws io.kvmsdk.error.UnsupportedException if more than 64 million clusters are in use
   */
  public static QcowCheck of(Path file) {
    try (FileChannel channel = ImageFiles.open(file)) {
      CheckWalk walk = new CheckWalk(file, channel, HeaderReader.read(file, channel));
      return walk.run();
    } catch (IOException e) {
      throw FileErrors.explain("checking the qcow2 image", file, e);
    }
  }

  /** Whether nothing at all was found, as exit code 0 of {@code qemu-img check} says. */
  public boolean sound() {
    return corruptions == 0 && leaks == 0;
  }

  @Override
  public String toString() {
    return "QcowCheck[%s, %d corruptions, %d leaks]".formatted(file, corruptions, leaks);
  }
}
