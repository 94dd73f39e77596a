package io.kvmsdk.qcow2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One header extension (clause "Header extensions"): a type, a length, and data padded to 8 bytes.
 */
record HeaderExtension(int type, byte[] data) {
  static final int END = 0;
  static final int BACKING_FORMAT = 0xe2792aca;
  static final int FEATURE_NAMES = 0x6803f857;
  static final int BITMAPS = 0x23852875;
  static final int LUKS = 0x0537be77;
  static final int DATA_FILE = 0x44415441;

  /** Type and length. */
  static final int PREFIX = 8;

  /** A feature name's entry: group, bit, and 46 bytes of name padded with NUL. */
  private static final int FEATURE_ENTRY = 48;

  static HeaderExtension backingFormat(BackingFormat format) {
    return new HeaderExtension(
        BACKING_FORMAT, format.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** Lets a program that does not know a feature name it in its refusal. */
  static HeaderExtension featureNames() {
    QcowFeature[] features = QcowFeature.values();
    ByteBuffer table = ByteBuffer.allocate(features.length * FEATURE_ENTRY);
    for (QcowFeature feature : features) {
      int entry = feature.ordinal() * FEATURE_ENTRY;
      table.put(entry, (byte) feature.group().ordinal()).put(entry + 1, (byte) feature.bit());
      table.put(entry + 2, feature.toString().getBytes(StandardCharsets.US_ASCII));
    }
    return new HeaderExtension(FEATURE_NAMES, table.array());
  }

  static int padded(int length) {
    return (length + 7) & ~7;
  }

  int encodedLength() {
    return PREFIX + padded(data.length);
  }

  void encode(ByteBuffer dst) {
    int end = dst.position() + encodedLength();
    dst.putInt(type).putInt(data.length).put(data).position(end);
  }

  /** The data as text, which has no terminator here. */
  String text() {
    return new String(data, StandardCharsets.UTF_8);
  }
}
