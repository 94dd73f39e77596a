package io.kvmsdk.iso.internal.build;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.Timestamps;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The volume descriptors of a new image (ECMA-119 8), one block each. */
final class Descriptors {
  private static final int ROOT_RECORD = VolumeDescriptor.ROOT_RECORD;
  private static final int CREATED = 813;
  private static final int MODIFIED = 830;
  private static final int EXPIRES = 847;
  private static final int EFFECTIVE = 864;
  private static final int FILE_STRUCTURE_VERSION = 881;

  private final VolumeTexts texts;

  Descriptors(VolumeTexts texts) {
    this.texts = texts;
  }

  /** The boot record that leads to the boot catalog (El Torito 2.0, figure 7). */
  static byte[] bootRecord(long catalogBlock) {
    byte[] d = header(0);
    put(d, 7, "EL TORITO SPECIFICATION", StandardCharsets.US_ASCII);
    Numbers.putLe32(d, 71, catalogBlock);
    return d;
  }

  static byte[] terminator() {
    return header(255);
  }

  /** A primary (8.4) or Joliet (8.5) descriptor. */
  byte[] volume(Hierarchy tree, long pathTableL, long pathTableM, long blocks) {
    boolean joliet = tree.naming().twoBytes();
    byte[] d = header(joliet ? 2 : 1);
    putTexts(d, joliet ? StandardCharsets.UTF_16BE : StandardCharsets.US_ASCII);
    if (joliet) {
      put(d, 88, "%/E", StandardCharsets.US_ASCII); // UCS-2 level 3
    }
    Numbers.putBoth32(d, VolumeDescriptor.VOLUME_SIZE, blocks);
    Numbers.putBoth16(d, 120, 1);
    Numbers.putBoth16(d, 124, 1);
    Numbers.putBoth16(d, 128, ImageBytes.BLOCK);
    Numbers.putBoth32(d, VolumeDescriptor.PATH_TABLE_SIZE, tree.pathTable(false).length);
    Numbers.putLe32(d, 140, pathTableL);
    Numbers.putBe32(d, 148, pathTableM);
    putRoot(d, tree);
    putTimes(d);
    d[FILE_STRUCTURE_VERSION] = 1;
    return d;
  }

  /** Type, identifier and version (8.1). */
  private static byte[] header(int type) {
    byte[] d = new byte[ImageBytes.BLOCK];
    d[0] = (byte) type;
    put(d, 1, "CD001", StandardCharsets.US_ASCII);
    d[6] = 1;
    return d;
  }

  private static void put(byte[] d, int at, String text, Charset charset) {
    byte[] bytes = text.getBytes(charset);
    System.arraycopy(bytes, 0, d, at, bytes.length);
  }

  /** 8.4.5, 8.4.6, and 8.4.19 to 8.4.25; those that nobody gives are blank. */
  private void putTexts(byte[] d, Charset charset) {
    field(d, 8, 32, texts.system(), charset);
    field(d, 40, 32, texts.label(), charset);
    field(d, 190, 128, "", charset);
    field(d, 318, 128, texts.publisher(), charset);
    field(d, 446, 128, texts.preparer(), charset);
    field(d, 574, 128, texts.application(), charset);
    field(d, 702, 37, "", charset);
    field(d, 739, 37, "", charset);
    field(d, 776, 37, "", charset);
  }

  /** Texts are filled up with spaces; what does not fit in Joliet's wide ones is cut. */
  private static void field(byte[] d, int at, int length, String text, Charset charset) {
    int characters = length / " ".getBytes(charset).length;
    String padded = text + " ".repeat(characters);
    put(d, at, padded.substring(0, characters), charset);
  }

  private void putRoot(byte[] d, Hierarchy tree) {
    byte[] root =
        DirectoryRecord.create(
                new byte[1],
                DirectoryRecord.DIRECTORY,
                Timestamps.toShort(texts.time()),
                new byte[0])
            .withExtent(tree.rootBlock(), tree.rootSize())
            .bytes();
    System.arraycopy(root, 0, d, ROOT_RECORD, root.length);
  }

  private void putTimes(byte[] d) {
    byte[] stamp = Timestamps.toLong(texts.time());
    System.arraycopy(stamp, 0, d, CREATED, stamp.length);
    System.arraycopy(stamp, 0, d, MODIFIED, stamp.length);
    // a date that is not set is sixteen zeros and an offset of 0 (8.4.26.1)
    Arrays.fill(d, EXPIRES, EXPIRES + 16, (byte) '0');
    Arrays.fill(d, EFFECTIVE, EFFECTIVE + 16, (byte) '0');
  }
}
