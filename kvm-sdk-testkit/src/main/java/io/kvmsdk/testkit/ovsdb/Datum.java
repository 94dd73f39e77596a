package io.kvmsdk.testkit.ovsdb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a column has in a row: a set of atoms or a map, in order (RFC 7047, 5.1, {@code <value>}). A
 * set is kept as a map to null.
 */
record Datum(SortedMap<Object, Object> pairs) {
  static final Datum EMPTY = new Datum(new TreeMap<>(AtomKind.ORDER));

  Datum {
    pairs = Collections.unmodifiableSortedMap(pairs);
  }

  static Datum of(Object atom) {
    SortedMap<Object, Object> pairs = new TreeMap<>(AtomKind.ORDER);
    pairs.put(atom, null);
    return new Datum(pairs);
  }

  /** What a row has that says nothing about the column. */
  static Datum initial(ColumnType type) {
    if (type.min() == 0) {
      return EMPTY;
    }
    SortedMap<Object, Object> pairs = new TreeMap<>(AtomKind.ORDER);
    pairs.put(type.key().kind().zero(), type.isMap() ? type.value().kind().zero() : null);
    return new Datum(pairs);
  }

  /** Reads and checks a value; see {@link AtomKind#read} for {@code names}. */
  static Datum read(Object json, ColumnType type, Names names) {
    String word = type.isMap() ? "map" : "set";
    if (!type.isMap() && !isTagged(json, word)) {
      return of(atom(json, type.key(), names));
    }
    if (!(json instanceof List<?> tagged)
        || tagged.size() != 2
        || !word.equals(tagged.get(0))
        || !(tagged.get(1) instanceof List<?> elements)) {
      throw OvsdbFailure.syntax(json, "expected [\"%s\", <array>]", word);
    }
    checkSize(json, word, elements.size(), type);
    SortedMap<Object, Object> pairs = new TreeMap<>(AtomKind.ORDER);
    boolean repeats = false;
    for (Object element : elements) {
      int before = pairs.size();
      put(pairs, element, type, names);
      repeats |= pairs.size() == before;
    }
    if (repeats) {
      String complaint = type.isMap() ? "map contains duplicate key" : "set contains duplicate";
      throw OvsdbFailure.of("ovsdb error", complaint);
    }
    return new Datum(pairs);
  }

  private static boolean isTagged(Object json, String word) {
    return json instanceof List<?> list && !list.isEmpty() && word.equals(list.get(0));
  }

  private static void checkSize(Object json, String word, int size, ColumnType type) {
    if (size >= type.min() && size <= type.max()) {
      return;
    }
    if (type.min() == 1 && type.max() == 1) {
      throw OvsdbFailure.syntax(
          json, "%s must have exactly one member but %d are present", word, size);
    }
    throw OvsdbFailure.syntax(
        json,
        "%s must have %d to %d members but %d are present",
        word,
        type.min(),
        Math.min(type.max(), 0xFFFFFFFFL), // C's UINT_MAX is its "unlimited"
        size);
  }

  private static void put(
      SortedMap<Object, Object> pairs, Object element, ColumnType type, Names names) {
    if (!type.isMap()) {
      pairs.put(atom(element, type.key(), names), null);
    } else if (element instanceof List<?> pair && pair.size() == 2) {
      Object key = atom(pair.get(0), type.key(), names);
      pairs.put(key, atom(pair.get(1), type.value(), names));
    } else {
      throw OvsdbFailure.syntax(element, "expected 2-element array");
    }
  }

  private static Object atom(Object json, BaseType base, Names names) {
    Object atom = base.kind().read(json, names);
    base.check(atom);
    return atom;
  }

  Object toJson(ColumnType type) {
    if (type.isMap()) {
      List<Object> all = new ArrayList<>();
      pairs.forEach((k, v) -> all.add(List.of(AtomKind.write(k), AtomKind.write(v))));
      return List.of("map", all);
    }
    List<Object> atoms = pairs.keySet().stream().map(AtomKind::write).toList();
    return atoms.size() == 1 ? atoms.get(0) : List.of("set", atoms);
  }

  int size() {
    return pairs.size();
  }

  Object only() {
    return pairs.firstKey();
  }

  boolean has(Object key) {
    return pairs.containsKey(key);
  }

  boolean has(Object key, Object value) {
    return has(key) && (value == null || value.equals(pairs.get(key)));
  }

  boolean includes(Datum other) {
    return other.pairs.entrySet().stream().allMatch(e -> has(e.getKey(), e.getValue()));
  }

  boolean excludes(Datum other) {
    return other.pairs.entrySet().stream().noneMatch(e -> has(e.getKey(), e.getValue()));
  }

  /** This and what {@code more} has under further keys. */
  Datum plus(Datum more) {
    TreeMap<Object, Object> sum = new TreeMap<>(pairs);
    more.pairs.forEach(sum::putIfAbsent);
    return new Datum(sum);
  }

  /** This without the pairs of {@code less}, or without its keys, where it has no values. */
  Datum minus(Datum less) {
    SortedMap<Object, Object> rest = new TreeMap<>(pairs);
    rest.entrySet().removeIf(e -> less.has(e.getKey()) && agrees(less, e));
    return new Datum(rest);
  }

  private static boolean agrees(Datum less, Map.Entry<Object, Object> pair) {
    Object value = less.pairs.get(pair.getKey());
    return value == null || value.equals(pair.getValue());
  }

  /**
   * What made this {@code now}, in the notation of update2: what came or went of a set, what came,
   * went or changed of a map, and the whole where there is one atom at most.
   */
  Datum difference(Datum now, ColumnType type) {
    if (type.max() == 1) {
      return now;
    }
    SortedMap<Object, Object> different = new TreeMap<>(pairs);
    now.pairs.forEach(
        (key, value) -> {
          if (has(key) && Objects.equals(value, pairs.get(key))) {
            different.remove(key);
          } else {
            different.put(key, value);
          }
        });
    return new Datum(different);
  }

  /** As complaints list it, without brackets. */
  String listing() {
    return pairs.entrySet().stream()
        .map(
            e ->
                AtomKind.text(e.getKey())
                    + (e.getValue() == null ? "" : "=" + AtomKind.text(e.getValue())))
        .collect(Collectors.joining(", "));
  }

  /** As complaints show it. */
  String text(ColumnType type) {
    if (type.max() == 1 && size() == 1) {
      return listing();
    }
    return type.isMap() ? "{" + listing() + "}" : "[" + listing() + "]";
  }
}
