package io.kvmsdk.libvirt.internal;

/** libvirt's enums, which grow: a number that is not known here is the last constant, UNKNOWN. */
final class Numbered {
  private Numbered() {}

  static <E extends Enum<E>> E of(E[] known, int number) {
    return known[number >= 0 && number < known.length ? number : known.length - 1];
  }
}
