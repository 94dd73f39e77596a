package io.kvmsdk.ovs.ovsdb;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads {@code get_schema}'s reply (RFC 7047, 3.2). Whatever is not as the RFC has it ends in a
 * {@link MalformedException} that says where; members that the RFC does not know are passed over.
 */
final class SchemaReader {
  private SchemaReader() {}

  static DatabaseSchema read(Object json) {
    Map<?, ?> object = MalformedException.object(json);
    return new DatabaseSchema(
        required(object, "name", MalformedException::text),
        optional(object, "version", MalformedException::text).orElse("0.0.0"),
        members(object, "tables", "table ", SchemaReader::table));
  }

  private static TableSchema table(String name, Object json) {
    Map<?, ?> object = MalformedException.object(json);
    return new TableSchema(
        name,
        members(object, "columns", "column ", SchemaReader::column),
        optional(object, "maxRows", ValueReader::integer).orElse(Long.MAX_VALUE),
        optional(object, "isRoot", SchemaReader::bool).orElse(false),
        optional(object, "indexes", SchemaReader::indexes).orElse(List.of()));
  }

  private static List<List<String>> indexes(Object json) {
    return MalformedException.array(json).stream()
        .map(
            index ->
                MalformedException.array(index).stream().map(MalformedException::text).toList())
        .toList();
  }

  private static ColumnSchema column(String name, Object json) {
    Map<?, ?> object = MalformedException.object(json);
    return new ColumnSchema(
        name,
        required(object, "type", SchemaReader::type),
        optional(object, "ephemeral", SchemaReader::bool).orElse(false),
        optional(object, "mutable", SchemaReader::bool).orElse(true));
  }

  private static ColumnType type(Object json) {
    if (json instanceof String) {
      return new ColumnType(base(json), Optional.empty(), 1, 1);
    }
    Map<?, ?> object = MalformedException.object(json);
    ColumnType type =
        new ColumnType(
            required(object, "key", SchemaReader::base),
            optional(object, "value", SchemaReader::base),
            optional(object, "min", ValueReader::integer).orElse(1L),
            "unlimited".equals(object.get("max"))
                ? Long.MAX_VALUE
                : optional(object, "max", ValueReader::integer).orElse(1L));
    if (type.min() < 0 || type.min() > 1 || type.max() < 1) {
      throw new MalformedException("holds " + type.min() + " to " + type.max() + " values");
    }
    return type;
  }

  private static ColumnType.Base base(Object json) {
    if (json instanceof String name) {
      return ColumnType.Base.of(atomic(name));
    }
    Map<?, ?> object = MalformedException.object(json);
    AtomicType type = required(object, "type", SchemaReader::atomic);
    Optional<String> refTable = optional(object, "refTable", MalformedException::text);
    return new ColumnType.Base(
        type,
        optional(object, "enum", allowed -> allowed(allowed, type)).orElse(Set.of()),
        bound(object, "min", type),
        bound(object, "max", type),
        refTable,
        refTable.isPresent() && !"weak".equals(object.get("refType")));
  }

  private static Optional<Number> bound(Map<?, ?> object, String which, AtomicType type) {
    return switch (type) {
      case INTEGER -> optional(object, which + "Integer", ValueReader::integer);
      case REAL -> optional(object, which + "Real", ValueReader::real);
      case STRING -> optional(object, which + "Length", ValueReader::integer);
      case BOOLEAN, UUID -> Optional.empty();
    };
  }

  /** RFC 7047 lets an enum of one atom be written as the atom itself. */
  private static Set<Atom> allowed(Object json, AtomicType type) {
    Value value = ValueReader.value(json, ColumnType.setOf(type));
    return new LinkedHashSet<>(((Value.SetOf) value).atoms());
  }

  private static AtomicType atomic(Object json) {
    return Stream.of(AtomicType.values())
        .filter(type -> type.toString().equals(json))
        .findFirst()
        .orElseThrow(() -> MalformedException.expected("an atomic type", json));
  }

  private static boolean bool(Object json) {
    if (json instanceof Boolean bool) {
      return bool;
    }
    throw MalformedException.expected("a boolean", json);
  }

  private static <T> Map<String, T> members(
      Map<?, ?> object, String key, String kind, BiFunction<String, Object, T> read) {
    Map<String, T> members = new LinkedHashMap<>();
    required(object, key, MalformedException::object)
        .forEach(
            (name, member) -> {
              try {
                members.put((String) name, read.apply((String) name, member));
              } catch (MalformedException e) {
                throw e.in(kind + name);
              }
            });
    return members;
  }

  private static <T> T required(Map<?, ?> object, String key, Function<Object, T> read) {
    return optional(object, key, read).orElseThrow(() -> new MalformedException("has no " + key));
  }

  private static <T, R extends T> Optional<T> optional(
      Map<?, ?> object, String key, Function<Object, R> read) {
    Object json = object.get(key);
    if (json == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(read.apply(json));
    } catch (MalformedException e) {
      throw e.in(key);
    }
  }
}
