package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import com.sun.jna.PointerType;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.error.Subject;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.libvirt.jna.ConnectionPointer;

/**
 * The objects of a kind that libvirt knows by one name alone: each call looks its object up, and
 * frees it.
 */
final class NamedObjects<P extends PointerType> {
  private final Connection connection;
  private final String kind;
  private final int notFound;
  private final Functions<P> functions;

  /** What libvirt has for each kind. */
  record Functions<P>(
      Supplier<P> pointer,
      BiFunction<ConnectionPointer, String, P> lookup,
      Function<P, String> nameOf,
      ObjectKind.ListAll listAll,
      Consumer<P> free) {}

  /**
   * @param kind libvirt's word for it
   * @param notFound the error number that says there is no such object
   */
  NamedObjects(Connection connection, String kind, int notFound, Functions<P> functions) {
    this.connection = connection;
    this.kind = kind;
    this.notFound = notFound;
    this.functions = functions;
  }

  /** Names come with the handles, so what vanishes meanwhile cannot fail the list. */
  List<String> list(int flags) {
    return connection.call(
        c -> {
          PointerByReference array = new PointerByReference();
          int count =
              connection.check(connection.subject(), functions.listAll().list(c, array, flags));
          return NativeArray.take(
              array,
              count,
              item -> functions.nameOf().apply(typed(item)),
              item -> functions.free().accept(typed(item)));
        });
  }

  private P typed(Pointer item) {
    P pointer = functions.pointer().get();
    pointer.setPointer(item);
    return pointer;
  }

  /** The name of what {@code lookup} finds. */
  Optional<String> find(String asked, Function<ConnectionPointer, P> lookup) {
    Subject subject = subject(asked);
    NativeText.require(subject, asked);
    return connection.call(
        c -> connection.found(subject, lookup.apply(c), notFound).map(this::taken));
  }

  boolean exists(String name) {
    return find(name, c -> functions.lookup().apply(c, name)).isPresent();
  }

  /** Makes an object from its document; gives its name. */
  String make(String xml, BiFunction<ConnectionPointer, String, P> make) {
    Subject subject = new Subject(kind, "");
    NativeText.require(subject, xml);
    return connection.call(c -> taken(connection.check(subject, make.apply(c, xml))));
  }

  private String taken(P object) {
    try {
      return functions.nameOf().apply(object);
    } finally {
      functions.free().accept(object);
    }
  }

  /** Makes native calls on the object; {@link Connection#check} may follow them. */
  <T> T with(String name, BiFunction<P, Subject, T> calls) {
    Subject subject = subject(name);
    NativeText.require(subject, name);
    return connection.call(
        c -> {
          P object = connection.check(subject, functions.lookup().apply(c, name));
          try {
            return calls.apply(object, subject);
          } finally {
            functions.free().accept(object);
          }
        });
  }

  /** Calls one function on the object, and throws what libvirt says if that is negative. */
  int call(String name, ToIntFunction<P> function) {
    return with(name, (object, subject) -> connection.check(subject, function.applyAsInt(object)));
  }

  /** Calls one function that gives a document or another pointer. */
  <T> T get(String name, Function<P, T> function) {
    return with(name, (object, subject) -> connection.check(subject, function.apply(object)));
  }

  private Subject subject(String name) {
    return Subject.of(kind, name);
  }
}
