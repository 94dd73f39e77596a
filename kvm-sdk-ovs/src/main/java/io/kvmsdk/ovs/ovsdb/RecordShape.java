package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A record's components, which are columns, and its constructor. */
final class RecordShape<T extends Record> {
  private record Component(String name, String column, Type type) {
    static Component of(RecordComponent component) {
      return new Component(component.getName(), columnOf(component), component.getGenericType());
    }

    boolean isInt() {
      return typeName().matches("int|.*Int(eger)?\\b.*");
    }

    /** Without packages. */
    String typeName() {
      return type.getTypeName().replaceAll("[\\w.]+[.$]", "");
    }
  }

  /** Reads rows that have certain columns. */
  record Bound<T extends Record>(
      TableColumns columns, String[] names, ColumnReader[] readers, MethodHandle make) {
    @SuppressWarnings("unchecked") // the constructor is the record's
    T read(Row row) {
      Object[] values = new Object[names.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = readers[i].apply(row.value(names[i]));
      }
      try {
        return (T) (Record) make.invokeExact(values);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("the record's constructor failed", e);
      }
    }
  }

  private final Subject subject;
  private final List<Component> components;
  private final MethodHandle constructor;

  private RecordShape(Subject subject, List<Component> components, MethodHandle constructor) {
    this.subject = subject;
    this.components = components;
    this.constructor = constructor;
  }

  static <T extends Record> RecordShape<T> of(Subject subject, Class<T> type) {
    RecordComponent[] all = type.getRecordComponents();
    Class<?>[] types = Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      MethodHandle make =
          MethodHandles.lookup()
              .unreflectConstructor(constructor)
              .asSpreader(Object[].class, types.length);
      return new RecordShape<>(
          subject,
          Arrays.stream(all).map(Component::of).toList(),
          make.asType(make.type().changeReturnType(Record.class)));
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw new InvalidSpecException(
          subject,
          List.of("its constructor cannot be reached from this module"),
          "Make it public in a package that is exported, or open the package to io.kvmsdk.ovs",
          e);
    }
  }

  /** The columns of a record's components, but for the UUID, which rows always have. */
  static String[] columns(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordShape::columnOf)
        .filter(column -> !column.equals(Row.UUID_COLUMN))
        .distinct()
        .toArray(String[]::new);
  }

  private static String columnOf(RecordComponent component) {
    Column named = component.getAnnotation(Column.class);
    if (named != null) {
      return named.value();
    }
    return component.getName().equals("uuid")
        ? Row.UUID_COLUMN
        : component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /**
   * What reads rows that have these columns.
   *
   * @throws InvalidSpecException with all components that cannot hold one of them
   */
  Bound<T> bind(TableColumns columns) {
    List<String> problems = new ArrayList<>();
    List<ColumnReader> readers = new ArrayList<>();
    for (Component component : components) {
      Optional<ColumnType> type = columns.type(component.column());
      type.flatMap(t -> ColumnReader.of(t, component.type()))
          .ifPresentOrElse(readers::add, () -> problems.add(problem(component, type, columns)));
    }
    if (!problems.isEmpty()) {
      throw new InvalidSpecException(subject, problems);
    }
    return new Bound<>(
        columns,
        components.stream().map(Component::column).toArray(String[]::new),
        readers.toArray(ColumnReader[]::new),
        constructor);
  }

  private static String problem(
      Component component, Optional<ColumnType> type, TableColumns columns) {
    String whose =
        "%s is for the column %s, which ".formatted(component.name(), component.column());
    return type.map(t -> whose + wrong(component, t))
        .orElseGet(
            () ->
                whose
                    + "is not among the table's columns here"
                    + NearestName.hint(component.column(), columns.names()));
  }

  private static String wrong(Component component, ColumnType type) {
    String needs = "needs " + ColumnReader.fitting(type) + ", not " + component.typeName();
    boolean wider = component.isInt() && type.key().type() == AtomicType.INTEGER;
    return wider && !AtomReader.isInt(type.key())
        ? needs + ": the schema does not keep it within an int"
        : needs;
  }
}
