package io.kvmsdk.libvirt.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/**
 * Linux's {@code epoll(7)}: one thread waits, and others may change meanwhile what it waits for,
 * which costs a system call each and does not wake it.
 */
final class Epoll {
  /** {@code EPOLLIN} and so on, of {@code <sys/epoll.h>}. */
  static final int IN = 1;

  static final int OUT = 4;
  static final int ERR = 8;
  static final int HUP = 16;

  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCK = 0x800;
  private static final int EINTR = 4;

  /** Where {@code struct epoll_event} has its data: on x86 alone it is packed. */
  private static final int DATA = Platform.isIntel() ? 4 : 8;

  private static final int EVENT_SIZE = DATA + Long.BYTES;
  private static final int BATCH = 64;

  /** What is ready. */
  @FunctionalInterface
  interface Receiver {
    void ready(long key, int events);
  }

  static {
    Native.register(Epoll.class, NativeLibrary.getInstance(Platform.C_LIBRARY_NAME));
  }

  private final int file = epoll_create1(CLOSE_ON_EXEC);
  private final int waker = eventfd(0, CLOSE_ON_EXEC | NON_BLOCK);
  private final Memory one = new Memory(Long.BYTES);
  private final Memory counter = new Memory(Long.BYTES);
  private final Memory batch = new Memory((long) BATCH * EVENT_SIZE);

  /** One for the process, so that nothing closes it. */
  Epoll() {
    one.setLong(0, 1);
    if (file < 0 || waker < 0 || new File(waker, 0).watch(IN) < 0) {
      throw new IllegalStateException("no epoll or eventfd: errno " + Native.getLastError());
    }
  }

  /** A file, known by {@code key}, which is never 0. */
  final class File {
    private final int descriptor;
    private final Memory event = new Memory(EVENT_SIZE);
    private int watched;

    File(int descriptor, long key) {
      this.descriptor = descriptor;
      event.setLong(DATA, key);
    }

    /** Watches it for {@code events} from now on; gives a negative number if it cannot be done. */
    synchronized int watch(int events) {
      if (events == watched) {
        return 0;
      }
      event.setInt(0, events);
      // Errors are told of whatever is asked for, so that not to be disturbed takes a removal.
      int change = events == 0 ? DELETE : watched == 0 ? ADD : MODIFY;
      watched = events;
      return epoll_ctl(file, change, descriptor, address(event));
    }
  }

  /**
   * Waits until something is ready, for {@code millis} at most, or for ever if that is negative.
   *
   * @return false if the system has no such thing any more
   */
  boolean await(int millis, Receiver receiver) {
    int count = epoll_wait(file, address(batch), BATCH, millis);
    for (int i = 0; i < count; i++) {
      long key = batch.getLong((long) i * EVENT_SIZE + DATA);
      if (key == 0) {
        read(waker, address(counter), Long.BYTES);
      } else {
        receiver.ready(key, batch.getInt((long) i * EVENT_SIZE));
      }
    }
    return count >= 0 || Native.getLastError() == EINTR;
  }

  /** Has the thread that waits, or the next to wait, return at once. */
  void wake() {
    write(waker, address(one), Long.BYTES);
  }

  private static long address(Memory memory) {
    return Pointer.nativeValue(memory);
  }

  private static native int epoll_create1(int flags);

  private static native int epoll_ctl(int epoll, int change, int file, long event);

  private static native int epoll_wait(int epoll, long events, int most, int millis);

  private static native int eventfd(int initial, int flags);

  private static native long read(int file, long buffer, long size);

  private static native long write(int file, long buffer, long size);
}
