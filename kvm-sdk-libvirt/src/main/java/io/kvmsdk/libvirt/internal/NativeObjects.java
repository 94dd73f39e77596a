package io.kvmsdk.libvirt.internal;

import com.sun.jna.Native;
import com.sun.jna.PointerType;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.libvirt.LibvirtException;
import io.kvmsdk.libvirt.internal.HandleCache.Handle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.libvirt.jna.ConnectionPointer;

/**
 * The objects of one kind on one connection. What was looked up is kept for the next call, see
 * {@link HandleCache}; lookups by name and lists always ask libvirt.
 */
final class NativeObjects<P extends PointerType> {
  private final Connection connection;
  private final ObjectKind<P> kind;
  private final Way way;

  /** How calls on one object are made, so that they hold up no others. */
  private interface Way {
    <T> T call(Supplier<T> calls);
  }

  NativeObjects(Connection connection, ObjectKind<P> kind) {
    this(connection, kind, Supplier::get);
  }

  private NativeObjects(Connection connection, ObjectKind<P> kind, Way way) {
    this.connection = connection;
    this.kind = kind;
    this.way = way;
  }

  /** The same objects, for calls on one that take long. */
  NativeObjects<P> forLongCalls() {
    return new NativeObjects<>(connection, kind, connection::longCall);
  }

  /** The same objects, for calls on one that a guest answers. */
  NativeObjects<P> forGuestCalls() {
    return new NativeObjects<>(connection, kind, connection::guestCall);
  }

  /**
   * Names and UUIDs come with the handles, so what vanishes meanwhile cannot fail the list.
   *
   * @param flags which objects: {@code virConnectListAll…Flags}
   */
  List<ObjectRef> list(int flags) {
    return connection.call(
        c -> {
          PointerByReference array = new PointerByReference();
          int count = connection.check(connection.subject(), kind.listAll().list(c, array, flags));
          return NativeArray.take(
              array, count, item -> kept(c, kind.wrap().apply(item)), item -> {});
        });
  }

  Optional<ObjectRef> find(String name) {
    Subject subject = subject(name);
    NativeText.require(subject, name);
    return find(subject, c -> kind.lookupByName().apply(c, name));
  }

  Optional<ObjectRef> find(UUID uuid) {
    return find(subject(uuid), c -> kind.lookupByUuid().apply(c, bytes(uuid)));
  }

  private Optional<ObjectRef> find(Subject subject, Function<ConnectionPointer, P> lookup) {
    return connection.call(
        c -> connection.found(subject, lookup.apply(c), kind.notFound()).map(o -> kept(c, o)));
  }

  /**
   * Defines an object from its document.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if another object has its name or UUID; libvirt
   *     has only its general error number for this, so we look
   */
  ObjectRef define(String xml, BiFunction<ConnectionPointer, String, P> define) {
    DocumentIdentity identity = DocumentIdentity.of(xml);
    Subject subject = subject(identity.name());
    NativeText.require(subject, xml);
    return connection.call(
        c -> {
          P object = define.apply(c, xml);
          if (object != null) {
            return kept(c, object);
          }
          LibvirtException error = connection.lastError(subject);
          throw error.code() == ErrorCode.OPERATION_FAILED && clashes(c, identity)
              ? Errors.exists(error)
              : connection.typed(error);
        });
  }

  private boolean clashes(ConnectionPointer c, DocumentIdentity identity) {
    P sameName = kind.lookupByName().apply(c, identity.name());
    if (sameName != null) {
      return !identity.uuid().equals(Optional.of(taken(sameName).uuid()));
    }
    return identity
        .uuid()
        .map(uuid -> kind.lookupByUuid().apply(c, bytes(uuid)))
        .map(sameUuid -> !taken(sameUuid).name().equals(identity.name()))
        .orElse(false);
  }

  /** Calls one function on the object, and throws what libvirt says if that is negative. */
  int call(UUID uuid, ToIntFunction<P> function) {
    return with(uuid, (object, subject) -> connection.check(subject, function.applyAsInt(object)));
  }

  /** Calls one function that gives a document or another pointer. */
  <T> T get(UUID uuid, Function<P, T> function) {
    return with(uuid, (object, subject) -> connection.check(subject, function.apply(object)));
  }

  /**
   * Makes native calls on the object; {@link Connection#check} may follow them. Other threads may
   * make calls on the same pointer, which lives no longer than this.
   */
  <T> T with(UUID uuid, BiFunction<P, Subject, T> calls) {
    return way.call(() -> withLeased(uuid, calls));
  }

  private <T> T withLeased(UUID uuid, BiFunction<P, Subject, T> calls) {
    return connection.call(
        c -> {
          Handle<P> handle = lease(c, uuid);
          try {
            return calls.apply(handle.object(), subject(handle.ref().name()));
          } catch (NotFoundException e) {
            c.handles(kind).evict(uuid);
            throw e;
          } finally {
            handle.release();
          }
        });
  }

  private Handle<P> lease(NativeConnection c, UUID uuid) {
    HandleCache<P> handles = c.handles(kind);
    Handle<P> known = handles.lease(uuid);
    if (known != null) {
      return known;
    }
    return handles.add(connection.check(subject(uuid), kind.lookupByUuid().apply(c, bytes(uuid))));
  }

  /** Calls one function that gives a document, which is the caller's to free. */
  String text(UUID uuid, ToLongFunction<P> function) {
    return with(
        uuid,
        (object, subject) -> {
          long text = function.applyAsLong(object);
          if (text == 0) {
            throw connection.failure(subject);
          }
          try {
            return DirectApi.text(text);
          } finally {
            Native.free(text);
          }
        });
  }

  /** A function of {@link DirectApi} that puts an int where it is told. */
  @FunctionalInterface
  interface Flag {
    int get(long object, long value);
  }

  boolean flag(UUID uuid, Flag function) {
    return with(
        uuid,
        (object, subject) -> {
          Scratch value = Scratch.get();
          long address = DirectApi.address(object);
          connection.check(subject, function.get(address, value.address()));
          return value.getInt(0) != 0;
        });
  }

  /** Reads who the object is, and frees it. */
  ObjectRef taken(P object) {
    try {
      return ref(object);
    } finally {
      kind.free().accept(object);
    }
  }

  /** Reads who the object is, which was just looked up through {@code c}, and keeps it. */
  private ObjectRef kept(NativeConnection c, P object) {
    Handle<P> handle = c.handles(kind).add(object);
    handle.release();
    return handle.ref();
  }

  /** Reads who the object is; it stays the caller's. */
  ObjectRef ref(P object) {
    return kind.ref(object);
  }

  private static byte[] bytes(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  private Subject subject(Object name) {
    return Subject.of(kind.name(), name);
  }
}
