package io.kvmsdk.ovs.ovsdb;

import static java.util.stream.Collectors.joining;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Makes a Java value of what a column holds. */
interface ColumnReader extends Function<Value, Object> {
  /** Nothing where the Java type cannot be all that the column may hold. */
  static Optional<ColumnReader> of(ColumnType column, Type java) {
    if (java == Value.class) {
      return Optional.of(value -> value);
    }
    if (java instanceof ParameterizedType generic) {
      return generic(column, generic.getRawType(), generic.getActualTypeArguments());
    }
    if (java == OptionalLong.class) {
      return optional(column, Long.class, one -> OptionalLong.of((long) one), OptionalLong.empty());
    }
    if (java == OptionalInt.class) {
      return optional(column, Integer.class, one -> OptionalInt.of((int) one), OptionalInt.empty());
    }
    if (java == OptionalDouble.class) {
      return optional(
          column, Double.class, one -> OptionalDouble.of((double) one), OptionalDouble.empty());
    }
    return column.isScalar()
        ? AtomReader.of(column.key(), java).map(read -> value -> read.apply(one(value)))
        : Optional.empty();
  }

  private static Optional<ColumnReader> generic(ColumnType column, Type raw, Type... arguments) {
    if (raw == Optional.class) {
      return optional(column, arguments[0], Optional::of, Optional.empty());
    }
    if (raw == Set.class && !column.isMap()) {
      return AtomReader.of(column.key(), arguments[0]).map(read -> value -> set(value, read));
    }
    if (raw == Map.class && column.isMap()) {
      Optional<AtomReader> values = AtomReader.of(column.value().orElseThrow(), arguments[1]);
      return AtomReader.of(column.key(), arguments[0])
          .flatMap(k -> values.map(v -> value -> map((Value.MapOf) value, k, v)));
    }
    return Optional.empty();
  }

  private static Optional<ColumnReader> optional(
      ColumnType column, Type java, Function<Object, Object> present, Object absent) {
    if (column.isMap() || column.max() > 1) {
      return Optional.empty();
    }
    return AtomReader.of(column.key(), java)
        .map(read -> value -> value.isEmpty() ? absent : present.apply(read.apply(one(value))));
  }

  private static Atom one(Value value) {
    return ((Value.SetOf) value).atoms().iterator().next();
  }

  private static Set<Object> set(Value value, AtomReader read) {
    Set<Object> all = new LinkedHashSet<>();
    ((Value.SetOf) value).atoms().forEach(atom -> all.add(read.apply(atom)));
    return Collections.unmodifiableSet(all);
  }

  private static Map<Object, Object> map(Value.MapOf value, AtomReader keys, AtomReader values) {
    Map<Object, Object> all = new LinkedHashMap<>();
    value.entries().forEach((k, v) -> all.put(keys.apply(k), values.apply(v)));
    return Collections.unmodifiableMap(all);
  }

  /** The Java type that takes all that a column may hold, in words. */
  static String fitting(ColumnType column) {
    Class<?> type = AtomReader.type(column.key());
    String one = type.getSimpleName();
    if (column.value().isPresent()) {
      return "Map<%s, %s>".formatted(one, AtomReader.type(column.value().get()).getSimpleName());
    }
    String plain = MethodType.methodType(type).unwrap().returnType().getSimpleName();
    String generic = column.max() > 1 ? "Set<" + one + ">" : "Optional<" + one + ">";
    return (column.isScalar() ? plain : generic) + orEnum(column.key());
  }

  private static String orEnum(ColumnType.Base base) {
    return base.type() != AtomicType.STRING || base.allowed().isEmpty()
        ? ""
        : base.allowed().stream()
            .map(Atom::toString)
            .collect(joining(", ", ", or an enum of ", " for String"));
  }
}
