package io.kvmsdk.qcow2;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What an image of version 3 may use beyond the basic format (clause "Header", bytes 72 to 95). */
public enum QcowFeature {
  /** Reference counts may be behind: repair before writing. */
  DIRTY(Group.INCOMPATIBLE, 0, "dirty bit"),
  /** QEMU found the metadata broken, and marked it so. */
  CORRUPT(Group.INCOMPATIBLE, 1, "corrupt bit"),
  /** Guest data lies in another file, which the image names. */
  EXTERNAL_DATA_FILE(Group.INCOMPATIBLE, 2, "external data file"),
  /** Compressed clusters are not zlib. */
  COMPRESSION_TYPE(Group.INCOMPATIBLE, 3, "compression type"),
  /** Clusters have 32 subclusters each. */
  EXTENDED_L2(Group.INCOMPATIBLE, 4, "extended L2 entries"),
  /** Reference counts may be updated late, under the dirty bit. */
  LAZY_REFCOUNTS(Group.COMPATIBLE, 0, "lazy refcounts"),
  /** The image has dirty bitmaps that agree with its content. */
  BITMAPS(Group.AUTOCLEAR, 0, "bitmaps"),
  /** The external data file is a raw image by itself. */
  RAW_EXTERNAL_DATA(Group.AUTOCLEAR, 1, "raw external data");

  /** What a program must do about a bit that it does not know: refuse, ignore, clear on writing. */
  enum Group {
    INCOMPATIBLE,
    COMPATIBLE,
    AUTOCLEAR
  }

  private final Group group;
  private final int bit;
  private final String qemuName;

  QcowFeature(Group group, int bit, String qemuName) {
    this.group = group;
    this.bit = bit;
    this.qemuName = qemuName;
  }

  Group group() {
    return group;
  }

  int bit() {
    return bit;
  }

  /** The feature's name in the feature name table. */
  @Override
  public String toString() {
    return qemuName;
  }

  /** The bits of {@code group} that stand for {@code features}. */
  static long mask(Group group, Set<QcowFeature> features) {
    long mask = 0;
    for (QcowFeature feature : features) {
      mask |= feature.group == group ? 1L << feature.bit : 0;
    }
    return mask;
  }

  /** The auto-clear bits that are known here. */
  static long autoclear() {
    return mask(Group.AUTOCLEAR, EnumSet.allOf(QcowFeature.class));
  }

  /** Those known among the bits set in the three fields. */
  static Set<QcowFeature> of(long incompatible, long compatible, long autoclear) {
    long[] fields = {incompatible, compatible, autoclear};
    Set<QcowFeature> found = EnumSet.noneOf(QcowFeature.class);
    for (QcowFeature feature : values()) {
      if ((fields[feature.group.ordinal()] >>> feature.bit & 1) == 1) {
        found.add(feature);
      }
    }
    return Collections.unmodifiableSet(found);
  }
}
