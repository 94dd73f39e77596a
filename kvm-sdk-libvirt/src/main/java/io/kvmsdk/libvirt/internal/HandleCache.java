package io.kvmsdk.libvirt.internal;

import io.kvmsdk.internal.driver.ObjectRef;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The native handles of one kind that a connection keeps, which saves each call one to look its
 * object up. A handle is but the object's UUID and name on our side of the connection, and libvirt
 * goes by the UUID: one whose object is gone makes the next call fail as a lookup would.
 *
 * <p>Those who use a handle are counted, the cache among them; the last one out frees it: once, and
 * never under a running call. At most {@link #CAPACITY} are kept, those used last.
 */
final class HandleCache<P> {
  /** Some 200 bytes each, on both sides of JNA. */
  static final int CAPACITY = 4096;

  /** One handle, of which each {@link #lease} and {@link #add} must be paid with a release. */
  static final class Handle<P> {
    private final P object;
    private final ObjectRef ref;
    private final Consumer<P> free;
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile long lastUse;

    private Handle(P object, ObjectRef ref, Consumer<P> free) {
      this.object = object;
      this.ref = ref;
      this.free = free;
    }

    P object() {
      return object;
    }

    ObjectRef ref() {
      return ref;
    }

    private boolean enter() {
      int seen = users.get();
      while (seen > 0 && !users.compareAndSet(seen, seen + 1)) {
        seen = users.get();
      }
      return seen > 0;
    }

    void release() {
      if (users.decrementAndGet() == 0) {
        free.accept(object);
      }
    }
  }

  private final ObjectKind<P> kind;
  private final ConcurrentMap<UUID, Handle<P>> handles = new ConcurrentHashMap<>();

  /** The cache's time: a use costs no write that threads would contend for. */
  private final AtomicLong additions = new AtomicLong();

  HandleCache(ObjectKind<P> kind) {
    this.kind = kind;
  }

  /** The handle on the object, for one call; null if there is none. */
  Handle<P> lease(UUID uuid) {
    Handle<P> handle = handles.get(uuid);
    if (handle == null || !handle.enter()) {
      return null;
    }
    handle.lastUse = additions.get();
    return handle;
  }

  /** Takes {@code object}, just looked up, in the place of what was known; for one call, too. */
  Handle<P> add(P object) {
    Handle<P> handle = new Handle<>(object, kind.ref(object), kind.free());
    handle.lastUse = additions.incrementAndGet();
    handle.enter();
    Handle<P> old = handles.put(handle.ref.uuid(), handle);
    if (old != null) {
      old.release();
    }
    if (handles.size() > CAPACITY) {
      trim();
    }
    return handle;
  }

  /** Forgets the handle: its object is gone, or has another name. */
  void evict(UUID uuid) {
    Handle<P> handle = handles.remove(uuid);
    if (handle != null) {
      handle.release();
    }
  }

  int size() {
    return handles.size();
  }

  /** Drops the eighth that was not used for longest. */
  private synchronized void trim() {
    int surplus = handles.size() - CAPACITY + CAPACITY / 8;
    if (surplus <= CAPACITY / 8) {
      return;
    }
    long[] uses = handles.values().stream().mapToLong(h -> h.lastUse).sorted().toArray();
    long oldest = uses[Math.min(surplus, uses.length) - 1];
    Iterator<Handle<P>> all = handles.values().iterator();
    while (surplus > 0 && all.hasNext()) {
      Handle<P> handle = all.next();
      if (handle.lastUse <= oldest && handles.remove(handle.ref.uuid(), handle)) {
        handle.release();
        surplus--;
      }
    }
  }

  void clear() {
    handles.keySet().forEach(this::evict);
  }
}
