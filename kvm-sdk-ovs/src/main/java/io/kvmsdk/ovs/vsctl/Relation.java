package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** How {@code find} compares a column with a value. */
enum Relation {
  EQUAL("="),
  NOT_EQUAL("!="),
  LESS("<"),
  GREATER(">"),
  LESS_OR_EQUAL("<="),
  GREATER_OR_EQUAL(">="),
  SET_EQUAL("{=}"),
  SET_NOT_EQUAL("{!=}"),
  SUBSET("{<}"),
  SUPERSET("{>}"),
  SUBSET_OR_EQUAL("{<=}"),
  SUPERSET_OR_EQUAL("{>=}"),
  IN("{in}"),
  NOT_IN("{not-in}");

  /** Longer ones first, so that "<=" is not taken for "<". */
  static final List<String> SYMBOLS =
      Stream.of(values())
          .map(relation -> relation.symbol)
          .sorted(Comparator.comparing(String::length).reversed())
          .toList();

  private final String symbol;

  Relation(String symbol) {
    this.symbol = symbol;
  }

  static Relation of(String symbol) {
    return Stream.of(values()).filter(r -> r.symbol.equals(symbol)).findFirst().orElseThrow();
  }

  /** Whether it is about sets, so that what is missing counts as an empty one. */
  boolean ofSets() {
    return symbol.startsWith("{");
  }

  boolean holds(Value have, Value want) {
    return switch (this) {
      case EQUAL, SET_EQUAL -> have.equals(want);
      case NOT_EQUAL, SET_NOT_EQUAL -> !have.equals(want);
      case LESS -> compare(have, want) < 0;
      case GREATER -> compare(have, want) > 0;
      case LESS_OR_EQUAL -> compare(have, want) <= 0;
      case GREATER_OR_EQUAL -> compare(have, want) >= 0;
      case SUBSET -> items(want).size() > items(have).size() && within(have, want);
      case SUPERSET -> items(have).size() > items(want).size() && within(want, have);
      case SUBSET_OR_EQUAL, IN -> within(have, want);
      case SUPERSET_OR_EQUAL -> within(want, have);
      case NOT_IN -> Collections.disjoint(items(have), items(want));
    };
  }

  private static boolean within(Value inner, Value outer) {
    return items(outer).containsAll(items(inner));
  }

  private static Set<?> items(Value value) {
    return value instanceof Value.SetOf set
        ? set.atoms()
        : ((Value.MapOf) value).entries().entrySet();
  }

  /** Smaller ones first; of the same size, by their sorted keys, then by their values. */
  private static int compare(Value a, Value b) {
    int sizes = Integer.compare(items(a).size(), items(b).size());
    if (sizes != 0) {
      return sizes;
    }
    int keys = compare(sorted(a).map(Map.Entry::getKey), sorted(b).map(Map.Entry::getKey));
    return keys != 0 || a instanceof Value.SetOf
        ? keys
        : compare(sorted(a).map(Map.Entry::getValue), sorted(b).map(Map.Entry::getValue));
  }

  private static Stream<Map.Entry<Atom, Atom>> sorted(Value value) {
    Stream<Map.Entry<Atom, Atom>> entries =
        value instanceof Value.SetOf set
            ? set.atoms().stream().map(atom -> Map.entry(atom, atom))
            : ((Value.MapOf) value).entries().entrySet().stream();
    return entries.sorted(Map.Entry.comparingByKey(DataWriter.ORDER));
  }

  private static int compare(Stream<Atom> a, Stream<Atom> b) {
    Iterator<Atom> others = b.iterator();
    return a.mapToInt(atom -> DataWriter.ORDER.compare(atom, others.next()))
        .filter(order -> order != 0)
        .findFirst()
        .orElse(0);
  }
}
