package io.kvmsdk.libvirt.internal;

import java.util.BitSet;
import java.util.Collection;
import java.util.stream.Collectors;

/** libvirt's lists of processors, as {@code 0-2,5}: what {@code virBitmapFormat} writes. */
final class NumberList {
  private NumberList() {}

  /**
   * @param list null or empty for none
   */
  static BitSet parse(String list) {
    BitSet numbers = new BitSet();
    if (list == null || list.isEmpty()) {
      return numbers;
    }
    for (String range : list.split(",")) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
      numbers.set(first, last + 1);
    }
    return numbers;
  }

  static String text(Collection<Integer> numbers) {
    return numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
  }
}
