package io.kvmsdk.internal.zstd;

/** The three offsets used last, which the values 1 to 3 stand for (RFC 8878, 3.1.1.5). */
final class RepeatOffsets {
  private int first;
  private int second;
  private int third;

  /** As at the beginning of a frame. */
  void reset() {
    first = 1;
    second = 4;
    third = 8;
  }

  /**
   * The offset that {@code value} stands for, which is the latest from now on; zero or less if no
   * target could hold it.
   */
  int use(long value, boolean noLiterals) {
    if (value > 3) {
      return push((int) Math.min(value - 3, Integer.MAX_VALUE));
    }
    int index = (int) value - (noLiterals ? 0 : 1);
    return index == 0 ? first : index == 1 ? swap() : push(index == 2 ? third : first - 1);
  }

  private int push(int offset) {
    third = second;
    second = first;
    first = offset;
    return offset;
  }

  private int swap() {
    int offset = second;
    second = first;
    first = offset;
    return offset;
  }
}
