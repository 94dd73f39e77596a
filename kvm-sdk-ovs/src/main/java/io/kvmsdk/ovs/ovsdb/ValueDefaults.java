package io.kvmsdk.ovs.ovsdb;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a column holds that nobody set (RFC 7047, 5.2.1). */
final class ValueDefaults {
  private static final Value NOTHING = new Value.SetOf(Set.of());
  private static final Value NO_ENTRIES = new Value.MapOf(Map.of());

  private ValueDefaults() {}

  static Value of(ColumnType type) {
    if (type.isMap()) {
      return type.min() == 0
          ? NO_ENTRIES
          : new Value.MapOf(
              Map.of(atom(type.key().type()), atom(type.value().orElseThrow().type())));
    }
    return type.min() == 0 ? NOTHING : new Value.SetOf(Set.of(atom(type.key().type())));
  }

  private static Atom atom(AtomicType type) {
    return switch (type) {
      case INTEGER -> new Atom.Int(0);
      case REAL -> new Atom.Real(0);
      case BOOLEAN -> new Atom.Bool(false);
      case STRING -> new Atom.Text("");
      case UUID -> new Atom.Id(new UUID(0, 0));
    };
  }
}
