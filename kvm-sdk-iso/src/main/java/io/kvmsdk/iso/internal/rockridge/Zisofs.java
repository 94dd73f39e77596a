package io.kvmsdk.iso.internal.rockridge;

import io.kvmsdk.iso.internal.susp.SystemUseEntry;

/**
 * How a file is compressed (ZF, the zisofs format of the Linux kernel; version 2 is of libisofs).
 *
 * @param version 1, whose pointers have 4 bytes, or 2, whose have 8; 0 if the entry tells neither
 * @param headerSize in bytes
 * @param blockBits the binary logarithm of the size of a block before compression
 * @param size of the file before compression, in bytes
 */
public record Zisofs(int version, int headerSize, int blockBits, long size) {
  private static final int PZ_SMALL = 'p' << 8 | 'z';
  private static final int PZ_LARGE = 'P' << 8 | 'Z';

  static Zisofs of(SystemUseEntry zf) {
    int algorithm = zf.u8(4) << 8 | zf.u8(5);
    int version = algorithm == PZ_SMALL ? 1 : algorithm == PZ_LARGE ? 2 : 0;
    long size = version == 2 ? zf.number64(8) : zf.number(8);
    return new Zisofs(version, zf.u8(6) * 4, zf.u8(7), size);
  }
}
