package io.kvmsdk.qcow2;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which clusters hold what is written. */
final class ClusterRuns {
  private ClusterRuns() {}

  /** Neighbouring clusters of the virtual disk, the last one excluded. */
  record Run(long first, long end) {
    long count() {
      return end - first;
    }
  }

  /** Those that {@code written} touches, in the disk's order. */
  static List<Run> of(List<Extent> written, long size, int clusterBits) {
    List<Extent> extents =
        written.stream()
            .filter(e -> e.length() > 0)
            .sorted(Comparator.comparingLong(Extent::offset))
            .toList();
    checkPlaces(extents, size);
    List<Run> runs = new ArrayList<>();
    for (Extent extent : extents) {
      add(runs, new Run(extent.offset() >> clusterBits, ((extent.end() - 1) >> clusterBits) + 1));
    }
    return List.copyOf(runs);
  }

  private static void checkPlaces(List<Extent> extents, long size) {
    long end = 0;
    for (Extent extent : extents) {
      if (extent.offset() < end) {
        throw refused(extent, "overlaps the one before it, which ends at " + end);
      }
      end = extent.end();
      if (end > size) {
        throw refused(extent, "leaves the disk, which has " + size + " bytes");
      }
    }
  }

  private static InvalidSpecException refused(Extent extent, String problem) {
    return InvalidSpecException.of(
        Subject.of("extent", extent.offset() + " to " + extent.end()), problem);
  }

  /** Appends {@code run}, or lets the last run grow over it. */
  private static void add(List<Run> runs, Run run) {
    Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
    if (last != null && run.first() <= last.end()) {
      runs.set(runs.size() - 1, new Run(last.first(), run.end()));
    } else {
      runs.add(run);
    }
  }
}
