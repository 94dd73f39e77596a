package io.kvmsdk.iso.internal.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was removed or renamed, in order. */
final class Departures {
  private final List<Departure> all = new ArrayList<>();

  /**
   * Something that a path no longer leads to.
   *
   * @param to where it went, empty if it was removed
   */
  record Departure(String from, String to) {
    private boolean takes(String path) {
      return path.equals(from) || path.startsWith(from + "/");
    }
  }

  void add(String from, String to) {
    all.add(new Departure(from, to));
  }

  List<Departure> all() {
    return all;
  }

  /** The paths that lead nowhere any more. */
  List<String> removed() {
    return all.stream().filter(d -> d.to().isEmpty()).map(Departure::from).toList();
  }

  /** Where that is now which the original has at {@code path}; empty if it was removed. */
  Optional<String> now(String path) {
    String now = path;
    for (Departure d : all) {
      if (d.takes(now)) {
        if (d.to().isEmpty()) {
          return Optional.empty();
        }
        now = d.to() + now.substring(d.from().length());
      }
    }
    return Optional.of(now);
  }
}
