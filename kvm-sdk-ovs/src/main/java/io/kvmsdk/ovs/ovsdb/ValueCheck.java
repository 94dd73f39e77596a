package io.kvmsdk.ovs.ovsdb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether columns take a value (RFC 7047, 3.2 and 5.1). Strings are not quoted unless a schema
 * lists what they can be: they may be secret.
 */
final class ValueCheck {
  private final Map<String, String> named;

  /**
   * @param named by uuid-name the table into which the transaction inserts that row
   */
  ValueCheck(Map<String, String> named) {
    this.named = named;
  }

  /**
   * What is wrong with the value, each to be put behind the column's name; nothing if it is well.
   */
  List<String> problems(Value value, ColumnType type) {
    if (value instanceof Value.MapOf map && type.value().isPresent()) {
      return map(map.entries(), type);
    }
    if (value instanceof Value.SetOf set && type.value().isEmpty()) {
      return set(set.atoms(), type);
    }
    return List.of("takes a " + (type.isMap() ? "map" : "set") + ", and not the other");
  }

  private List<String> map(Map<Atom, Atom> entries, ColumnType type) {
    List<String> problems = count(entries.size(), type);
    problems.addAll(atoms(entries.keySet(), type.key()));
    type.value().ifPresent(base -> entries.values().forEach(v -> check(v, base, problems)));
    return problems;
  }

  private List<String> set(Set<Atom> atoms, ColumnType type) {
    List<String> problems = count(atoms.size(), type);
    problems.addAll(atoms(atoms, type.key()));
    return problems;
  }

  private static List<String> count(int size, ColumnType type) {
    List<String> problems = new ArrayList<>();
    if (size < type.min()) {
      problems.add("must not be empty");
    }
    if (size > type.max()) {
      problems.add("takes " + type.max() + " at most, not " + size);
    }
    return problems;
  }

  private List<String> atoms(Collection<Atom> atoms, ColumnType.Base base) {
    List<String> problems = new ArrayList<>();
    Set<Atom> seen = new HashSet<>();
    for (Atom atom : atoms) {
      check(atom, base, problems);
      if (!seen.add(stored(atom, base))) {
        problems.add("holds " + atom + " twice");
      }
    }
    return problems;
  }

  /** A column of reals takes integers too, and makes reals of them. */
  private static Atom stored(Atom atom, ColumnType.Base base) {
    return base.type() == AtomicType.REAL && atom instanceof Atom.Int number
        ? new Atom.Real(number.value())
        : atom;
  }

  private void check(Atom given, ColumnType.Base base, List<String> problems) {
    Atom atom = stored(given, base);
    if (type(atom) != base.type()) {
      problems.add("takes " + base.type() + ", not " + type(atom));
    } else if (!base.allowed().isEmpty() && !base.allowed().contains(atom)) {
      problems.add("takes one of " + base.allowed() + ", not " + atom);
    } else if (atom instanceof Atom.Text text) {
      characters(text.value()).ifPresent(problems::add);
      length(text.value(), base, problems);
    } else if (atom instanceof Atom.Named name) {
      named(name.name(), base, problems);
    } else {
      range(atom, base, problems);
    }
  }

  private static void range(Atom atom, ColumnType.Base base, List<String> problems) {
    base.least()
        .filter(least -> compare(atom, least) < 0)
        .ifPresent(least -> problems.add("takes " + least + " or more, not " + atom));
    base.most()
        .filter(most -> compare(atom, most) > 0)
        .ifPresent(most -> problems.add("takes " + most + " or less, not " + atom));
  }

  private static int compare(Atom atom, Number bound) {
    if (atom instanceof Atom.Int number) {
      return Long.compare(number.value(), bound.longValue());
    }
    return atom instanceof Atom.Real number
        ? Double.compare(number.value(), bound.doubleValue())
        : 0;
  }

  /** The server counts code points. */
  private static void length(String text, ColumnType.Base base, List<String> problems) {
    int length = text.codePointCount(0, text.length());
    base.least()
        .filter(least -> length < least.longValue())
        .ifPresent(least -> problems.add("takes " + least + " characters or more, not " + length));
    base.most()
        .filter(most -> length > most.longValue())
        .ifPresent(most -> problems.add("takes " + most + " characters or less, not " + length));
    if (text.length() > Json.LONGEST_STRING) { // which whoever monitors the row would not read
      problems.add("takes " + Json.LONGEST_STRING + " characters or less, not " + text.length());
    }
  }

  /** What ovsdb-server would end the whole connection for, or UTF-8 cannot say. */
  static Optional<String> characters(String text) {
    if (text.indexOf('\0') >= 0) {
      return Optional.of("holds a null character");
    }
    return text.codePoints()
            .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        ? Optional.of("holds half a character")
        : Optional.empty();
  }

  private void named(String name, ColumnType.Base base, List<String> problems) {
    String table = named.get(name);
    if (table == null) {
      problems.add(
          "names @" + name + ", which no insert makes" + NearestName.hint(name, named.keySet()));
    } else if (base.refTable().filter(wanted -> !wanted.equals(table)).isPresent()) {
      problems.add(
          "takes rows of table " + base.refTable().get() + ", not @" + name + " of " + table);
    }
  }

  private static AtomicType type(Atom atom) {
    if (atom instanceof Atom.Int) {
      return AtomicType.INTEGER;
    }
    if (atom instanceof Atom.Real) {
      return AtomicType.REAL;
    }
    if (atom instanceof Atom.Bool) {
      return AtomicType.BOOLEAN;
    }
    return atom instanceof Atom.Text ? AtomicType.STRING : AtomicType.UUID;
  }
}
