package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whom libvirt's callbacks are for. libvirt gets functions that are never collected, and as their
 * opaque pointer a number: one that comes late finds nobody, and meets no freed memory.
 */
final class Receivers {
  private static final ConcurrentMap<Long, Object> KNOWN = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private Receivers() {}

  /** Gives the opaque pointer by which {@code receiver} is found until it is removed. */
  static Pointer add(Object receiver) {
    long number = NUMBERS.getAndIncrement();
    KNOWN.put(number, receiver);
    return new Pointer(number);
  }

  static <T> Optional<T> find(Pointer opaque, Class<T> type) {
    return Optional.ofNullable(KNOWN.get(Pointer.nativeValue(opaque))).map(type::cast);
  }

  static void remove(Pointer opaque) {
    KNOWN.remove(Pointer.nativeValue(opaque));
  }

  /** How many there are, in the whole process. */
  static int count() {
    return KNOWN.size();
  }
}
