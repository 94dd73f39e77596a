package io.kvmsdk.internal.zstd;

/** A part of the source, read forward; nothing beyond its end is ever touched. */
final class Input {
  private final byte[] bytes;
  private final int origin;
  private final int end;
  private int position;

  /** The {@code length} bytes from {@code start}, which the caller has checked. */
  Input(byte[] bytes, int start, int length) {
    this(bytes, start, start, start + length);
  }

  private Input(byte[] bytes, int origin, int start, int end) {
    this.bytes = bytes;
    this.origin = origin;
    this.position = start;
    this.end = end;
  }

  /** The array that holds this part, for those who read it in bulk. */
  byte[] bytes() {
    return bytes;
  }

  /** Where in {@link #bytes} the next byte lies. */
  int position() {
    return position;
  }

  /** Where in {@link #bytes} this part ends. */
  int end() {
    return end;
  }

  int remaining() {
    return end - position;
  }

  int u8(String section) throws ZstdException {
    require(1, section);
    return bytes[position++] & 0xff;
  }

  /** The next {@code count} bytes, at most eight, as a little-endian number. */
  long number(int count, String section) throws ZstdException {
    require(count, section);
    long number = 0;
    for (int i = 0; i < count; i++) {
      number |= (bytes[position++] & 0xffL) << (8 * i);
    }
    return number;
  }

  /** The next {@code length} bytes, as a part of their own; this part continues behind them. */
  Input part(long length, String section) throws ZstdException {
    require(length, section);
    Input part = new Input(bytes, origin, position, position + (int) length);
    position = part.end;
    return part;
  }

  /** What is left, as a part of its own. */
  Input rest() {
    Input rest = new Input(bytes, origin, position, end);
    position = end;
    return rest;
  }

  void skip(long length, String section) throws ZstdException {
    require(length, section);
    position += (int) length;
  }

  /** To be thrown: the fault lies at the next byte. */
  ZstdException fault(String section, String problem) {
    return new ZstdException(position - origin, section, problem);
  }

  private void require(long count, String section) throws ZstdException {
    if (count < 0 || count > remaining()) {
      throw fault(section, count + " bytes are needed, " + remaining() + " are left");
    }
  }
}
