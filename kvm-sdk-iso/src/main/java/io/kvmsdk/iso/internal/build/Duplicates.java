package io.kvmsdk.iso.internal.build;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds files of equal content. Nothing is read of a file that no other equals in size, and only
 * the beginning of one that no other equals there.
 */
final class Duplicates {
  private static final long BEGINNING = 1 << 16;
  private static final String SHA_256 = "SHA-256";

  private Duplicates() {}

  /** Each file that equals an earlier one, and that earlier one. */
  static Map<NewNode, NewNode> of(List<NewNode> files) {
    List<List<NewNode>> groups = split(List.of(files), f -> f.content().size());
    groups = split(groups, f -> f.content().digest(SHA_256, BEGINNING));
    groups = split(groups, f -> large(f) ? f.content().digest(SHA_256) : "");
    Map<NewNode, NewNode> first = new HashMap<>();
    for (List<NewNode> group : groups) {
      group.subList(1, group.size()).forEach(twin -> first.put(twin, group.get(0)));
    }
    return first;
  }

  private static boolean large(NewNode file) {
    return file.content().size() > BEGINNING;
  }

  /** Splits each group by a key; what is alone then is left out. */
  private static List<List<NewNode>> split(
      List<List<NewNode>> groups, Function<NewNode, Object> key) {
    List<List<NewNode>> finer = new ArrayList<>();
    for (List<NewNode> group : groups) {
      group.stream().collect(Collectors.groupingBy(key)).values().stream()
          .filter(g -> g.size() > 1)
          .forEach(finer::add);
    }
    return finer;
  }
}
