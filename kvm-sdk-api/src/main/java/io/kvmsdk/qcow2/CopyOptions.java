package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.internal.file.Reflink;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How a disk is copied.
 *
 * @param threads that read; one more writes
 */
record CopyOptions(DetectZeros detectZeros, boolean compress, int threads) {
  /** More are of no use to one that writes. */
  private static final int MOST_THREADS = 4;

  /** For images that are written anew in place. */
  static final CopyOptions DEFAULTS = new CopyOptions(DetectZeros.AUTO, false, allThreads());

  static int allThreads() {
    return Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Which stored pieces are read, and written, rather than transferred by the kernel: those that
   * something else may become of, and those whose blocks are not shared. For these, the kernel is
   * no faster with large pieces, and several times as slow with many small ones.
   */
  Predicate<CopyPiece> looksAt(DiskDifference difference, Path folder) {
    if (compress || detectZeros == DetectZeros.ON) {
      return piece -> true;
    }
    Set<FileChannel> sharing = Collections.newSetFromMap(new IdentityHashMap<>());
    difference.layers().filter(l -> shares(l, folder)).forEach(l -> sharing.add(l.data()));
    return piece -> !sharing.contains(piece.from().orElseThrow());
  }

  private static boolean shares(DiskLayer layer, Path folder) {
    try {
      return Reflink.byTransfer(layer.file(), folder);
    } catch (IOException e) {
      throw FileErrors.explain("looking for the file system", folder, e);
    }
  }

  boolean zeros() {
    return detectZeros != DetectZeros.OFF;
  }
}
