package io.kvmsdk.iso.internal.rockridge;

/** The flags of TF (RRIP 4.1.6): which times follow, in the order of the bits. */
final class TimestampFlags {
  static final int CREATION = 0x01;
  static final int MODIFY = 0x02;
  static final int ALL_TIMES = 0x7f;
  static final int LONG_FORM = 0x80;

  private TimestampFlags() {}
}
