package io.kvmsdk.ovs.ovsdb;

import java.util.stream.Stream;

/** What rows of a replica take of memory, in bytes; an estimate that is rather too large. */
final class RowWeight {
  private static final int ROW = 128;
  private static final int COLUMN = 4;
  private static final int VALUE = 48;
  private static final int ATOM = 64;

  private RowWeight() {}

  /** Values that are the defaults are shared by all rows. */
  static long of(RowLayout layout, Row row) {
    long weight = ROW + (long) COLUMN * row.columns().size();
    for (Value value : layout.own(row)) {
      weight += of(value);
    }
    return weight;
  }

  private static long of(Value value) {
    if (value instanceof Value.SetOf set) {
      return VALUE + of(set.atoms().stream());
    }
    Value.MapOf map = (Value.MapOf) value;
    return VALUE + of(map.entries().keySet().stream()) + of(map.entries().values().stream());
  }

  private static long of(Stream<Atom> atoms) {
    return atoms.mapToLong(a -> ATOM + (a instanceof Atom.Text t ? t.value().length() : 0)).sum();
  }
}
