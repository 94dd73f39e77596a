package io.kvmsdk.ovs.ovsdb;

import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Makes a Java value of an atom. */
interface AtomReader extends Function<Atom, Object> {
  /** Nothing where the Java type cannot be all that the schema allows. */
  static Optional<AtomReader> of(ColumnType.Base base, Type java) {
    if (!(java instanceof Class<?> type)) {
      return Optional.empty();
    }
    Class<?> wanted = MethodType.methodType(type).wrap().returnType();
    if (wanted.isEnum()) {
      return constants(base, wanted).map(all -> all::get);
    }
    if (wanted == Integer.class && isInt(base)) {
      return Optional.of(atom -> (int) ((Atom.Int) atom).value());
    }
    return wanted == type(base) ? Optional.of(AtomReader::plain) : Optional.empty();
  }

  /** The Java type that takes any atom of that type. */
  static Class<?> type(ColumnType.Base base) {
    return switch (base.type()) {
      case INTEGER -> Long.class;
      case REAL -> Double.class;
      case BOOLEAN -> Boolean.class;
      case STRING -> String.class;
      case UUID -> UUID.class;
    };
  }

  /** As JSON has it, but for UUIDs. */
  private static Object plain(Atom atom) {
    return atom instanceof Atom.Id id ? id.value() : ValueWriter.atom(atom);
  }

  /** Whether the schema keeps it within 32 bits. */
  static boolean isInt(ColumnType.Base base) {
    if (base.type() != AtomicType.INTEGER) {
      return false;
    }
    return base.allowed().isEmpty()
        ? base.least().filter(AtomReader::isInt).isPresent()
            && base.most().filter(AtomReader::isInt).isPresent()
        : base.allowed().stream().allMatch(atom -> isInt(((Atom.Int) atom).value()));
  }

  private static boolean isInt(Number number) {
    return number.longValue() == number.intValue();
  }

  /** For each of the texts that the schema allows, if it names them, and there is one for each. */
  private static Optional<Map<Atom, Object>> constants(ColumnType.Base base, Class<?> type) {
    Map<Atom, Object> found = new LinkedHashMap<>();
    for (Atom text : base.allowed()) {
      Arrays.stream(type.getEnumConstants())
          .filter(constant -> letters(((Enum<?>) constant).name()).equals(letters(text.toString())))
          .forEach(constant -> found.put(text, constant));
    }
    boolean all = !found.isEmpty() && found.size() == base.allowed().size();
    return all ? Optional.of(found) : Optional.empty();
  }

  private static String letters(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }
}
