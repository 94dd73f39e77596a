package io.kvmsdk.testkit;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.ObjectRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** The objects of one kind on a fake host, under libvirt's rules for their two names. */
final class Registry<T extends Registry.Entry> {
  /** An object with the two names of libvirt. */
  interface Entry {
    ObjectRef ref();
  }

  private final String kind;
  private final Map<UUID, T> entries = new LinkedHashMap<>();

  /**
   * @param kind libvirt's word for such an object
   */
  Registry(String kind) {
    this.kind = kind;
  }

  Subject subject(Object name) {
    return Subject.of(kind, name);
  }

  List<T> all() {
    return List.copyOf(entries.values());
  }

  List<ObjectRef> refs() {
    return refs(entry -> true);
  }

  List<ObjectRef> refs(Predicate<T> wanted) {
    return entries.values().stream().filter(wanted).map(Entry::ref).toList();
  }

  Optional<T> find(UUID uuid) {
    return Optional.ofNullable(entries.get(uuid));
  }

  Optional<T> find(String name) {
    return entries.values().stream().filter(e -> e.ref().name().equals(name)).findFirst();
  }

  T get(UUID uuid) {
    return find(uuid).orElseThrow(() -> notFound(uuid));
  }

  T get(String name) {
    return find(name).orElseThrow(() -> notFound(name));
  }

  private NotFoundException notFound(Object name) {
    return new NotFoundException(
        subject(name),
        "there is no such " + kind + " on the fake host",
        "There are: " + refs().stream().map(ObjectRef::name).toList());
  }

  /**
   * The names that a definition gets.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if one of them is taken, but not both by the
   *     same object
   */
  ObjectRef claim(String name, Optional<UUID> uuid) {
    if (name.isBlank()) {
      throw InvalidSpecException.of(subject(name), "the document has no <name>");
    }
    Optional<T> namesake = find(name);
    if (namesake.isPresent() && !Optional.of(namesake.get().ref().uuid()).equals(uuid)) {
      throw taken(name, "exists already with the UUID " + namesake.get().ref().uuid());
    }
    uuid.flatMap(this::find)
        .map(e -> e.ref().name())
        .filter(other -> !other.equals(name))
        .ifPresent(
            other -> {
              throw taken(name, "its UUID " + uuid.get() + " belongs to '" + other + "'");
            });
    return new ObjectRef(uuid.orElseGet(UUID::randomUUID), name);
  }

  private KvmException taken(String name, String problem) {
    return KnownFailure.NAME_TAKEN.exception(subject(name), problem, Map.of());
  }

  void add(T entry) {
    entries.put(entry.ref().uuid(), entry);
  }

  void remove(T entry) {
    entries.remove(entry.ref().uuid());
  }
}
