package io.kvmsdk.internal.zstd;

/**
 * A bit stream that is read from its end (RFC 8878, 4.1): up to 57 bits between two calls of {@link
 * #refill}. Reading on beyond the beginning gives bits of no meaning and harms nothing; {@link
 * #overrun} tells.
 */
final class BackwardBits {
  private final byte[] bytes;
  private final int start;

  /** Where the eight bytes in {@link #bits} lie. */
  private int position;

  private long bits;

  /** Of {@link #bits}, from the highest. */
  private int consumed;

  /** All that is left of {@code in}, whose last byte ends with a flag above the first bit. */
  BackwardBits(Input in, String section) throws ZstdException {
    bytes = in.bytes();
    start = in.position();
    int length = in.remaining();
    int last = length == 0 ? 0 : bytes[in.end() - 1] & 0xff;
    if (last == 0) {
      throw in.fault(section, "a bit stream has no final-bit flag");
    }
    consumed = Integer.numberOfLeadingZeros(last) - 24 + 1;
    if (length >= Long.BYTES) {
      position = in.end() - Long.BYTES;
      bits = LittleEndian.longAt(bytes, position);
    } else {
      position = start;
      consumed += Long.SIZE - Byte.SIZE * length;
      bits = in.number(length, section);
    }
  }

  /** The next {@code count} bits, 0 to 57. */
  long read(int count) {
    long value = peek(count);
    consumed += count;
    return value;
  }

  /** As {@link #read}, without moving on. */
  long peek(int count) {
    return bits << consumed >>> 1 >>> (Long.SIZE - 1 - count);
  }

  void skip(int count) {
    consumed += count;
  }

  void refill() {
    int step = Math.min(consumed >>> 3, position - start);
    if (step > 0) {
      position -= step;
      consumed -= step << 3;
      bits = LittleEndian.longAt(bytes, position);
    }
  }

  /** Whether {@link #refillFast} may be called. */
  boolean refillsFast() {
    return position - start >= Long.BYTES;
  }

  /** As {@link #refill}, while no more than 64 bits were read; the next bits, from the highest. */
  long refillFast() {
    position -= consumed >>> 3;
    consumed &= 7;
    bits = LittleEndian.longAt(bytes, position);
    return bits << consumed;
  }

  /** Bits that are left; negative if more were read than there were. */
  int left() {
    return Byte.SIZE * (position - start) + Long.SIZE - consumed;
  }

  boolean overrun() {
    return consumed > Long.SIZE;
  }
}
