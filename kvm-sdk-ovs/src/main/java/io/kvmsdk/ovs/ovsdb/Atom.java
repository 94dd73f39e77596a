package io.kvmsdk.ovs.ovsdb;

import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/** One datum that is no collection (RFC 7047, 5.1, {@code <atom>}); {@code toString} shows it. */
public sealed interface Atom {
  /** An {@code integer}: 64 bits. */
  record Int(long value) implements Atom {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /**
   * A {@code real}: neither infinite nor without a value, which JSON cannot say. ovsdb-server 3.1
   * gives 15 digits of it back.
   */
  record Real(double value) implements Atom {
    public Real {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a real is finite, not " + value);
      }
      value += 0.0; // RFC 7047 knows no negative zero, nor should equality
    }

    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /** A {@code boolean}. */
  record Bool(boolean value) implements Atom {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /** A {@code string}. */
  record Text(String value) implements Atom {
    public Text {
      Objects.requireNonNull(value, "a string");
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /** The {@code uuid} of a row. */
  record Id(UUID value) implements Atom {
    public Id {
      Objects.requireNonNull(value, "a uuid");
    }

    @Override
    public String toString() {
      return value.toString();
    }
  }

  /**
   * Stands for the row that an {@link Operation.Insert} of the same transaction makes under that
   * name ({@code <named-uuid>}).
   *
   * @param name a C identifier: letters, digits and underscores, no digit first
   */
  record Named(String name) implements Atom {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public Named {
      if (!isName(name)) {
        throw new IllegalArgumentException("a uuid-name is an identifier, not '" + name + "'");
      }
    }

    /** RFC 7047, 3.1: {@code <id>}. */
    static boolean isName(String text) {
      return IDENTIFIER.matcher(text).matches();
    }

    @Override
    public String toString() {
      return "@" + name;
    }
  }

  /**
   * Takes a Java value for what it is: whole numbers up to {@code Long}, {@code Float} and {@code
   * Double}, {@code Boolean}, {@code String}, {@code UUID}, or an atom.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Atom of(Object value) {
    if (value instanceof Atom atom) {
      return atom;
    }
    if (value instanceof Long || value instanceof Integer || value instanceof Short) {
      return new Int(((Number) value).longValue());
    }
    if (value instanceof Double || value instanceof Float) {
      return new Real(((Number) value).doubleValue());
    }
    if (value instanceof Boolean bool) {
      return new Bool(bool);
    }
    if (value instanceof String text) {
      return new Text(text);
    }
    if (value instanceof UUID uuid) {
      return new Id(uuid);
    }
    throw new IllegalArgumentException("OVSDB has no atom for " + value);
  }
}
