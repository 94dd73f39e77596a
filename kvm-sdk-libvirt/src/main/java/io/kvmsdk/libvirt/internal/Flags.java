package io.kvmsdk.libvirt.internal;

import java.util.Collection;

/** Sets of constants that stand in the order of libvirt's bits. */
final class Flags {
  private Flags() {}

  static int bits(Collection<? extends Enum<?>> set) {
    int bits = 0;
    for (Enum<?> flag : set) {
      bits |= 1 << flag.ordinal();
    }
    return bits;
  }
}
