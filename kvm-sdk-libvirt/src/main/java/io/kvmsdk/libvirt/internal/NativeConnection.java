package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.libvirt.jna.ConnectionPointer;

/**
 * A {@code virConnectPtr}, and the handles that were looked up through it and are kept for the next
 * call. They belong together: a handle is of no use with another connection.
 *
 * <p>Public, as is its constructor, because JNA makes one to learn how it is passed on.
 */
public final class NativeConnection extends ConnectionPointer {
  private final ConcurrentMap<String, HandleCache<?>> handles = new ConcurrentHashMap<>();

  public NativeConnection() {}

  NativeConnection(Pointer pointer) {
    setPointer(pointer);
  }

  @SuppressWarnings("unchecked") // A kind's name stands for its type.
  <P> HandleCache<P> handles(ObjectKind<P> kind) {
    HandleCache<?> known = handles.get(kind.name());
    if (known == null) {
      known = handles.computeIfAbsent(kind.name(), name -> new HandleCache<>(kind));
    }
    return (HandleCache<P>) known;
  }

  /** Frees all that is kept; called once nobody uses the connection, before it is closed. */
  void freeHandles() {
    handles.values().forEach(HandleCache::clear);
  }
}
