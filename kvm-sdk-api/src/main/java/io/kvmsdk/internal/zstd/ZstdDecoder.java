package io.kvmsdk.internal.zstd;

import java.util.Objects;

/**
 * Decodes Zstandard data into a target whose length is known, as that of a qcow2 cluster is.
 *
 * <p>A decoder keeps its tables and up to 128 KiB of literals from one call to the next, so that
 * another cluster costs hardly any allocation; it is for one thread at a time. Whatever the source
 * says, it never needs more than 200 KiB besides the target.
 */
public final class ZstdDecoder {
  private static final int MAGIC = 0xFD2FB528;
  private static final int SKIPPABLE = 0x184D2A50;
  private static final String FRAME = "3.1.1";

  private final Blocks blocks = new Blocks();

  /**
   * Fills {@code target} with the content of the frames that begin at {@code offset}.
   *
   * <p>One frame is usual; like QEMU, this goes on to the next one while the target is not full,
   * and ignores what follows then. Frames may lack a content size and a checksum; those that are
   * there must be true. Skippable frames are skipped; dictionaries are not supported. A window of
   * more than 128 MiB, which QEMU refuses, costs nothing here: the target is all that it can reach.
   *
   * @param length bytes of {@code source} that may be read; trailing ones may be padding
   * @param target filled from its first to its last byte; of no meaning after an exception
   * @throws ZstdException if the source is corrupt or cut off, needs a dictionary, or holds more or
   *     less than the target does
   * @throws IndexOutOfBoundsException if the range is not one of {@code source}
   */
  public void decode(byte[] source, int offset, int length, byte[] target) throws ZstdException {
    Objects.checkFromIndexSize(offset, length, source.length);
    Input in = new Input(source, offset, length);
    Output out = new Output(target);
    do {
      nextFrame(in, out);
    } while (out.position() < target.length);
  }

  private void nextFrame(Input in, Output out) throws ZstdException {
    int magic = (int) in.number(Integer.BYTES, FRAME);
    if (magic == MAGIC) {
      frame(in, out);
    } else if ((magic & ~15) == SKIPPABLE) {
      in.skip(in.number(Integer.BYTES, "3.1.2"), "3.1.2");
    } else {
      throw in.fault(
          FRAME,
          String.format(
              "no frame begins with %08x; %d of %d bytes are decoded",
              magic, out.position(), out.length()));
    }
  }

  private void frame(Input in, Output out) throws ZstdException {
    FrameHeader header = FrameHeader.read(in);
    int room = out.length() - out.position();
    if (header.contentSize() > room) {
      throw in.fault(
          "3.1.1.1.4",
          "the frame holds " + header.contentSize() + " bytes, and " + room + " have room");
    }
    out.beginFrame(header.windowSize());
    blocks.decode(in, header.windowSize(), out);
    if (header.contentSize() != FrameHeader.UNKNOWN && header.contentSize() != out.written()) {
      throw in.fault(
          "3.1.1.1.4",
          out.written() + " bytes are decoded; the header says " + header.contentSize());
    }
    if (header.checksum()) {
      verify(in, out);
    }
  }

  private static void verify(Input in, Output out) throws ZstdException {
    int stored = (int) in.number(Integer.BYTES, FRAME);
    int actual = (int) XxHash64.of(out.bytes(), out.frameStart(), out.written());
    if (stored != actual) {
      throw in.fault(FRAME, String.format("the checksum is %08x, not %08x", actual, stored));
    }
  }
}
