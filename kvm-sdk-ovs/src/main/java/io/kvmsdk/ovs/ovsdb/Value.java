package io.kvmsdk.ovs.ovsdb;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a column holds (RFC 7047, 5.1, {@code <value>}): a set of atoms, of which one atom alone is
 * a case, or a map. An optional column that holds nothing holds an empty set.
 */
public sealed interface Value {
  /** A set; the order of its atoms means nothing. */
  record SetOf(Set<Atom> atoms) implements Value {
    public SetOf {
      atoms =
          atoms.size() <= 1 // most are, and must be small
              ? Set.copyOf(atoms)
              : Collections.unmodifiableSet(new LinkedHashSet<>(atoms));
    }

    @Override
    public String toString() {
      return atoms.size() == 1 ? atoms.iterator().next().toString() : atoms.toString();
    }
  }

  /** A map; the order of its entries means nothing. */
  record MapOf(Map<Atom, Atom> entries) implements Value {
    public MapOf {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String toString() {
      return entries.entrySet().stream()
          .map(e -> e.getKey() + "=" + e.getValue())
          .collect(joining(", ", "{", "}"));
    }
  }

  /**
   * One atom alone.
   *
   * @param atom an {@link Atom}, or what {@link Atom#of} takes
   */
  static Value of(Object atom) {
    return new SetOf(Set.of(Atom.of(atom)));
  }

  /** A set of atoms, each an {@link Atom} or what {@link Atom#of} takes. */
  static Value set(Object... atoms) {
    return set(List.of(atoms));
  }

  /** A set of atoms, each an {@link Atom} or what {@link Atom#of} takes. */
  static Value set(Collection<?> atoms) {
    Set<Atom> set = new LinkedHashSet<>();
    atoms.forEach(atom -> set.add(Atom.of(atom)));
    return new SetOf(set);
  }

  /** A map of atoms to atoms, each an {@link Atom} or what {@link Atom#of} takes. */
  static Value map(Map<?, ?> entries) {
    Map<Atom, Atom> map = new LinkedHashMap<>();
    entries.forEach((key, value) -> map.put(Atom.of(key), Atom.of(value)));
    return new MapOf(map);
  }

  /** Whether it is an empty set or an empty map. */
  default boolean isEmpty() {
    return this instanceof SetOf set ? set.atoms().isEmpty() : ((MapOf) this).entries().isEmpty();
  }
}
