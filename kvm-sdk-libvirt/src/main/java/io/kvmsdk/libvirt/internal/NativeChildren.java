package io.kvmsdk.libvirt.internal;

import com.sun.jna.PointerType;
import io.kvmsdk.error.Subject;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * The objects of one kind that libvirt knows by their names within other objects, as volumes in
 * pools: each call looks its object up, and frees it.
 *
 * @param kind libvirt's word for them
 * @param notFound the error number that says there is no such object
 */
record NativeChildren<P extends PointerType, C>(
    Connection connection,
    NativeObjects<P> parents,
    String kind,
    int notFound,
    BiFunction<P, String, C> lookup,
    Consumer<C> free) {
  Subject subject(String name) {
    return Subject.of(kind, name);
  }

  boolean exists(UUID parent, String name) {
    NativeText.require(subject(name), name);
    return parents.with(parent, (p, parentSubject) -> contains(p, name));
  }

  /** As {@link #exists}, within calls on its parent. */
  boolean contains(P parent, String name) {
    Optional<C> found = connection.found(subject(name), lookup.apply(parent, name), notFound);
    found.ifPresent(free);
    return found.isPresent();
  }

  /** Makes native calls on the object; {@link Connection#check} may follow them. */
  <T> T with(UUID parent, String name, BiFunction<C, Subject, T> calls) {
    Subject subject = subject(name);
    NativeText.require(subject, name);
    return parents.with(
        parent,
        (p, parentSubject) -> {
          C object = connection.check(subject, lookup.apply(p, name));
          try {
            return calls.apply(object, subject);
          } finally {
            free.accept(object);
          }
        });
  }

  /** Calls one function on the object, and throws what libvirt says if that is negative. */
  int call(UUID parent, String name, ToIntFunction<C> function) {
    return with(
        parent, name, (object, subject) -> connection.check(subject, function.applyAsInt(object)));
  }

  /** Calls one function that gives a document or another pointer. */
  <T> T get(UUID parent, String name, Function<C, T> function) {
    return with(
        parent, name, (object, subject) -> connection.check(subject, function.apply(object)));
  }
}
