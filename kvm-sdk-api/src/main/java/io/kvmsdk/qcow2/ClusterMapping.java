package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Finds an image's clusters (clause "Cluster mapping"). Tables are read in slices when they are
 * needed, and each slice is checked before it is used; once one was refused, all else is, too.
 */
final class ClusterMapping {
  private static final String CLAUSE = "Cluster mapping";

  /** Of a table, read at once. */
  private static final int LONGEST_SLICE = 64 << 10;

  private final Path file;
  private final FileChannel channel;
  private final long fileLength;
  private final QcowHeader header;
  private final ReadCache cache;
  private final ClusterClaims claims;

  /** Slices whose clusters are taken: they may be read again, having left the cache. */
  private final ClusterClaims seen;

  private final L2Check check;
  private final int sliceLength;
  private final int entryBits;
  private final long bytesPerL1Entry;
  private volatile QcowFormatException refused;

  /**
   * @param data holds the guest's data: the image itself, or its external data file
   */
  ClusterMapping(
      Path file,
      FileChannel channel,
      QcowHeader header,
      FileChannel data,
      ReadCache cache,
      ClusterClaims.Pages pages)
      throws IOException {
    this.file = file;
    this.channel = channel;
    this.fileLength = channel.size();
    this.header = header;
    this.cache = cache;
    this.claims = new ClusterClaims(pages);
    this.seen = new ClusterClaims(pages);
    ClusterClaims ofData = data == channel ? claims : new ClusterClaims(pages);
    this.check = new L2Check(header, data.size(), ofData);
    this.sliceLength = Math.min(header.clusterSize(), LONGEST_SLICE);
    boolean extended = header.has(QcowFeature.EXTENDED_L2);
    this.entryBits = extended ? 4 : 3;
    this.bytesPerL1Entry = QcowHeader.bytesPerL1Entry(header.clusterBits(), extended);
    claimTables();
  }

  /** The header reader has seen to it that these are apart. */
  private void claimTables() {
    int bits = header.clusterBits();
    claims.claim(0);
    claims.claim(header.l1Offset() >> bits, clustersEnd(header.l1Offset() + header.l1Size() * 8L));
    long refcounts = header.refcountTableOffset() >> bits;
    claims.claim(refcounts, refcounts + header.refcountTableClusters());
  }

  private long clustersEnd(long offset) {
    return (offset + header.clusterSize() - 1) >> header.clusterBits();
  }

  LayerRun find(long offset, long most) throws IOException {
    if (refused != null) {
      throw refused;
    }
    int l1 = (int) (offset / bytesPerL1Entry);
    long within = offset % bytesPerL1Entry;
    long table = l2Table(l1);
    if (table == 0) {
      long end = (long) skipEmpty(l1) * bytesPerL1Entry;
      long length = end <= offset ? most : Math.min(most, end - offset);
      return LayerRun.of(LayerRun.Kind.UNALLOCATED, length, LayerRun.NOWHERE);
    }
    long bytesPerSlice = (long) (sliceLength >> entryBits) << header.clusterBits();
    ByteBuffer slice = l2Slice(table + within / bytesPerSlice * sliceLength);
    return new L2Entries(header, slice).run(within % bytesPerSlice, most);
  }

  private long l2Table(int l1) throws IOException {
    return l1Slice(l1).getLong(l1 % (LONGEST_SLICE >> 3) << 3) & TableEntry.OFFSET;
  }

  /** The first entry behind {@code l1} that is not empty, or is in another slice. */
  private int skipEmpty(int l1) throws IOException {
    ByteBuffer slice = l1Slice(l1);
    int index = l1 % (LONGEST_SLICE >> 3);
    int next = index + 1;
    while (next < slice.capacity() >> 3 && slice.getLong(next << 3) == 0) {
      next++;
    }
    return l1 + next - index;
  }

  private ByteBuffer l1Slice(int l1) throws IOException {
    long start = (long) l1 * 8 / LONGEST_SLICE * LONGEST_SLICE;
    int length = (int) Math.min(LONGEST_SLICE, header.l1Size() * 8L - start);
    long at = header.l1Offset() + start;
    return cache.get(this, at, () -> checked(at, read(at, length), this::checkL1));
  }

  private ByteBuffer l2Slice(long at) throws IOException {
    return cache.get(
        this,
        at,
        () ->
            checked(
                at,
                read(at, sliceLength),
                (slice, offset, first) ->
                    check.check(
                        slice, first, (index, problem) -> broken(offset + index, problem))));
  }

  private interface SliceCheck {
    void check(ByteBuffer slice, long at, boolean first);
  }

  private ByteBuffer checked(long at, ByteBuffer slice, SliceCheck sliceCheck) {
    try {
      sliceCheck.check(slice, at, seen.claim(at / sliceLength) && !seen.blind());
      return slice;
    } catch (QcowFormatException e) {
      refused = e;
      throw e;
    }
  }

  private void checkL1(ByteBuffer slice, long at, boolean first) {
    for (int i = 0; i < slice.capacity(); i += 8) {
      long entry = slice.getLong(i);
      if (entry != 0) {
        String problem = l1Problem(entry, first);
        if (!problem.isEmpty()) {
          throw broken(at + i, problem);
        }
      }
    }
  }

  private String l1Problem(long entry, boolean first) {
    long offset = entry & TableEntry.OFFSET;
    if ((entry & TableEntry.L1_RESERVED) != 0) {
      return "an L1 entry has reserved bits set";
    }
    if ((offset & (header.clusterSize() - 1)) != 0) {
      return "an L2 table's offset " + offset + " is not aligned";
    }
    if (offset > fileLength - header.clusterSize()) {
      return "an L2 table lies beyond the end of the file, at " + offset;
    }
    return first && !claims.claim(offset >> header.clusterBits())
        ? "an L2 table lies on the header, another table, or data, at " + offset
        : "";
  }

  private ByteBuffer read(long at, int length) throws IOException {
    ByteBuffer slice = ByteBuffer.allocate(length);
    ReadAt.of(channel).read(at, slice);
    return slice;
  }

  private QcowFormatException broken(long byteOffset, String problem) {
    return new QcowFormatException(file, byteOffset, CLAUSE, problem);
  }
}
