package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.libvirt.LibvirtException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;
import org.libvirt.jna.ConnectionPointer;

/** The objects of one kind on one connection: each call looks its object up, and frees it. */
final class NativeObjects<P> {
  private final Connection connection;
  private final ObjectKind<P> kind;

  NativeObjects(Connection connection, ObjectKind<P> kind) {
    this.connection = connection;
    this.kind = kind;
  }

  /** Names and UUIDs come with the handles, so what vanishes meanwhile cannot fail the list. */
  List<ObjectRef> list() {
    return connection.call(
        c -> {
          PointerByReference array = new PointerByReference();
          int count = connection.check(connection.subject(), kind.listAll().list(c, array, 0));
          return NativeArray.take(
              array, count, item -> ref(kind.wrap().apply(item)), this::freeItem);
        });
  }

  private void freeItem(Pointer item) {
    kind.free().accept(kind.wrap().apply(item));
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
        c -> {
          P object = lookup.apply(c);
          if (object == null) {
            return absent(connection.lastError(subject));
          }
          return Optional.of(taken(object));
        });
  }

  private Optional<ObjectRef> absent(LibvirtException error) {
    if (error.code() == kind.notFound()) {
      return Optional.empty();
    }
    throw connection.typed(error);
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
            return taken(object);
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

  /** Makes native calls on the object; {@link Connection#check} may follow them. */
  <T> T with(UUID uuid, BiFunction<P, Subject, T> calls) {
    return connection.call(
        c -> {
          P object = kind.lookupByUuid().apply(c, bytes(uuid));
          connection.check(subject(uuid), object);
          try {
            return calls.apply(object, subject(kind.nameOf().apply(object)));
          } finally {
            kind.free().accept(object);
          }
        });
  }

  boolean flag(UUID uuid, ToIntBiFunction<P, IntByReference> function) {
    IntByReference value = new IntByReference();
    call(uuid, object -> function.applyAsInt(object, value));
    return value.getValue() != 0;
  }

  /** Reads who the object is, and frees it. */
  ObjectRef taken(P object) {
    try {
      return ref(object);
    } finally {
      kind.free().accept(object);
    }
  }

  /** Reads who the object is; it stays the caller's. */
  ObjectRef ref(P object) {
    byte[] bytes = new byte[16];
    kind.uuidOf().accept(object, bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new ObjectRef(new UUID(buffer.getLong(), buffer.getLong()), kind.nameOf().apply(object));
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
