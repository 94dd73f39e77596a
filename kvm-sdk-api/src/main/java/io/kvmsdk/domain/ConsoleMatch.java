package io.kvmsdk.domain;

import java.util.List;
import java.util.Objects;

/**
 * What was expected of a guest, and came.
 *
 * @param before what the guest had written before it, and nobody had read
 * @param text what matched
 * @param groups the pattern's groups, from the first on; a group that took no part is empty text
 */
public record ConsoleMatch(String before, String text, List<String> groups) {
  public ConsoleMatch {
    Objects.requireNonNull(before);
    Objects.requireNonNull(text);
    groups = List.copyOf(groups);
  }
}
