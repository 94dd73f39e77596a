package io.kvmsdk.internal.zstd;

/**
 * What a frame says of itself (RFC 8878, 3.1.1.1).
 *
 * @param contentSize bytes that it decodes to, or {@link #UNKNOWN}, as streams are written
 * @param windowSize how far back a match may reach, in bytes
 * @param checksum whether a Content_Checksum follows the blocks
 */
record FrameHeader(long contentSize, long windowSize, boolean checksum) {
  static final long UNKNOWN = -1;

  private static final int RESERVED = 1 << 3;
  private static final int CHECKSUM = 1 << 2;
  private static final int SINGLE_SEGMENT = 1 << 5;

  /** Reads what follows the magic number. */
  static FrameHeader read(Input in) throws ZstdException {
    int descriptor = in.u8("3.1.1.1.1");
    if ((descriptor & RESERVED) != 0) {
      throw in.fault("3.1.1.1.1.4", "a reserved bit of the frame header is set");
    }
    boolean single = (descriptor & SINGLE_SEGMENT) != 0;
    long window = single ? 0 : windowSize(in.u8("3.1.1.1.2"));
    refuseDictionary(in, descriptor & 3);
    long content = contentSize(in, descriptor >> 6, single);
    return new FrameHeader(content, single ? content : window, (descriptor & CHECKSUM) != 0);
  }

  private static long windowSize(int descriptor) {
    long base = 1L << (10 + (descriptor >> 3));
    return base + base / 8 * (descriptor & 7);
  }

  /** Zero says that there is none, or that both sides know which; nobody here does. */
  private static void refuseDictionary(Input in, int flag) throws ZstdException {
    long id = in.number(flag == 3 ? 4 : flag, "3.1.1.1.3");
    if (id != 0) {
      throw in.fault("3.1.1.1.3", "dictionary " + id + " is needed; none is supported");
    }
  }

  private static long contentSize(Input in, int flag, boolean single) throws ZstdException {
    if (flag == 0 && !single) {
      return UNKNOWN;
    }
    long size = in.number(1 << flag, "3.1.1.1.4") + (flag == 1 ? 256 : 0);
    if (size < 0) {
      throw in.fault("3.1.1.1.4", "the content size is " + Long.toUnsignedString(size));
    }
    return size;
  }
}
