package io.kvmsdk.libvirt.internal;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An implementation of {@code virEventRegisterImpl}'s functions for one thread that waits.
 *
 * <p>For each call libvirt's client stops watching its connection, since the caller reads the
 * answer itself, puts off its keepalive, and watches again. libvirt's own loop is woken by each of
 * the three, which takes longer than all the rest of our share in a call; this one sleeps on.
 */
final class EpollLoop {
  /** {@code virEventAddHandleFunc}. */
  interface AddHandle extends Callback {
    int add(int file, int events, long function, long opaque, long free);
  }

  /** {@code virEventAddTimeoutFunc}. */
  interface AddTimeout extends Callback {
    int add(int millis, long function, long opaque, long free);
  }

  /** {@code virEventUpdateHandleFunc} and {@code virEventUpdateTimeoutFunc}. */
  interface Update extends Callback {
    void update(int number, int value);
  }

  /** {@code virEventRemoveHandleFunc} and {@code virEventRemoveTimeoutFunc}. */
  interface Remove extends Callback {
    int remove(int number);
  }

  /** What libvirt wants to be called, and how it wants that to be forgotten. */
  private record Target(long function, long opaque, long free) {
    void call(Object... arguments) {
      Function.getFunction(new Pointer(function)).invokeVoid(arguments);
    }
  }

  private record Handle(int descriptor, Epoll.File file, Target target) {}

  private final Epoll epoll = new Epoll();
  private final EventTimers<Target> timers = new EventTimers<>(epoll::wake);
  private final ConcurrentMap<Integer, Handle> handles = new ConcurrentHashMap<>();
  private final AtomicInteger lastHandle = new AtomicInteger();

  /** Removed, to be freed by the loop: it may be in the midst of them. */
  private final Queue<Target> removed = new ConcurrentLinkedQueue<>();

  /** As long as this lives, libvirt may call them. */
  private final AddHandle addHandle = this::addHandle;

  private final Update updateHandle = this::updateHandle;
  private final Remove removeHandle = this::removeHandle;
  private final AddTimeout addTimeout =
      (millis, function, opaque, free) -> timers.add(millis, new Target(function, opaque, free));
  private final Update updateTimeout = timers::set;
  private final Remove removeTimeout = number -> forget(timers.remove(number));

  /** Makes this the process's event loop; where there is one already, libvirt stays with that. */
  void register() {
    DirectApi.virEventRegisterImpl(
        addHandle, updateHandle, removeHandle, addTimeout, updateTimeout, removeTimeout);
  }

  /** Runs for as long as the system lets it. */
  void run() {
    while (epoll.await(timers.sleep(), this::ready)) {
      timers.due().forEach(this::due);
      free();
    }
  }

  private void ready(long number, int events) {
    Handle handle = handles.get((int) number);
    if (handle != null) {
      handle.target.call(
          (int) number, handle.descriptor, HandleEvents.ofEpoll(events), handle.target.opaque);
    }
  }

  private void due(int number) {
    Target timer = timers.get(number);
    if (timer != null) {
      timer.call(number, timer.opaque);
    }
  }

  private void free() {
    for (Target target = removed.poll(); target != null; target = removed.poll()) {
      Function.getFunction(new Pointer(target.free)).invokeVoid(new Object[] {target.opaque});
    }
  }

  private int addHandle(int descriptor, int events, long function, long opaque, long free) {
    int number = lastHandle.incrementAndGet();
    Epoll.File file = epoll.new File(descriptor, number);
    handles.put(number, new Handle(descriptor, file, new Target(function, opaque, free)));
    if (file.watch(HandleEvents.toEpoll(events)) < 0) {
      handles.remove(number);
      return -1;
    }
    return number;
  }

  private void updateHandle(int number, int events) {
    Handle handle = handles.get(number);
    if (handle != null) {
      handle.file.watch(HandleEvents.toEpoll(events));
    }
  }

  private int removeHandle(int number) {
    Handle handle = handles.remove(number);
    if (handle == null) {
      return -1;
    }
    handle.file.watch(0);
    return forget(handle.target);
  }

  private int forget(Target target) {
    if (target == null) {
      return -1;
    }
    if (target.free != 0) {
      removed.add(target);
      epoll.wake();
    }
    return 0;
  }
}
