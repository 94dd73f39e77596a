package io.kvmsdk.value;

/**
 * An amount of bytes, at least 0. libvirt counts memory in KiB and volumes in bytes; this type
 * keeps the two from being mixed up.
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  public static final ByteSize ZERO = new ByteSize(0);

  private static final String UNITS = "KMGTPE";

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be negative: " + bytes);
    }
  }

  public static ByteSize bytes(long bytes) {
    return new ByteSize(bytes);
  }

  /** {@code n} × 1,024 bytes. */
  public static ByteSize kib(long n) {
    return scaled(n, 10);
  }

  /** {@code n} × 1,024² bytes. */
  public static ByteSize mib(long n) {
    return scaled(n, 20);
  }

  /** {@code n} × 1,024³ bytes. */
  public static ByteSize gib(long n) {
    return scaled(n, 30);
  }

  /** {@code n} × 1,024⁴ bytes. */
  public static ByteSize tib(long n) {
    return scaled(n, 40);
  }

  /**
   * Reads what people write: {@code 20G}, {@code 512MiB}, {@code 4096}. A bare letter means the
   * power of 1,024, as for qemu-img.
   */
  public static ByteSize parse(String text) {
    String t = text.strip().toUpperCase(java.util.Locale.ROOT).replaceFirst("(IB|B)$", "");
    int unit = t.isEmpty() ? -1 : UNITS.indexOf(t.charAt(t.length() - 1));
    try {
      return unit < 0
          ? new ByteSize(Long.parseLong(t))
          : scaled(Long.parseLong(t.substring(0, t.length() - 1).strip()), 10 * (unit + 1));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "not a size: '"
              + text
              + "'; write a whole number and K, M, G, T, P or E, as in 20G,"
              + " below 8E",
          e);
    }
  }

  private static ByteSize scaled(long n, int shift) {
    return new ByteSize(Math.multiplyExact(n, 1L << shift));
  }

  /** Whole KiB, rounded up. */
  public long toKib() {
    return bytes / 1024 + (bytes % 1024 == 0 ? 0 : 1);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The largest unit that divides the size evenly, as in {@code 20GiB}. */
  @Override
  public String toString() {
    int unit = 0;
    long n = bytes;
    while (n != 0 && n % 1024 == 0 && unit < UNITS.length()) {
      n /= 1024;
      unit++;
    }
    return unit == 0 ? n + "B" : n + UNITS.substring(unit - 1, unit) + "iB";
  }
}
