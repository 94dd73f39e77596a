package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts what uses each cluster of an image, and compares that with the counts it records. */
final class CheckWalk {
  private static final int L1_BLOCK = 64 << 10;

  private final Path path;
  private final QcowHeader header;
  private final ReadAt file;
  private final long fileLength;
  private final Refcounts recorded;
  private final ReferenceCounter counted;
  private final int clusterSize;

  /** The highest count; what is used more often than that overflows it. */
  private final long most;

  private final boolean dataElsewhere;
  private final L2Walk l2;

  private final List<QcowFinding> findings = new ArrayList<>();
  private long corruptions;
  private long leaks;

  /** Clusters of the file, with those of its last structure that it does not hold whole. */
  private long clusters;

  /** The clusters that all L1 tables have together: no sound file has more than it has clusters. */
  private long l1Clusters;

  CheckWalk(Path path, FileChannel channel, QcowHeader header) throws IOException {
    this.path = path;
    this.header = header;
    this.file = ReadAt.of(channel);
    this.fileLength = channel.size();
    this.recorded = new Refcounts(channel, header);
    this.counted = new ReferenceCounter(path);
    this.clusterSize = header.clusterSize();
    this.most = RefcountBlock.most(header.refcountOrder());
    this.clusters = (fileLength + clusterSize - 1) >> header.clusterBits();
    this.dataElsewhere = header.has(QcowFeature.EXTERNAL_DATA_FILE);
    this.l2 = new L2Walk(this, header);
  }

  QcowCheck run() throws IOException {
    use(0, 0, clusterSize);
    checkL1(40, header.l1Offset(), header.l1Size(), true);
    new SnapshotCheck(this, header).run();
    new ExtensionCheck(this, header).run();
    checkRefcountTable();
    long end = compare() << header.clusterBits();
    return new QcowCheck(path, corruptions, leaks, end, findings);
  }

  void found(QcowFinding finding) {
    if (finding.corruption()) {
      corruptions++;
    } else {
      leaks++;
    }
    if (findings.size() < QcowCheck.MOST_FINDINGS) {
      findings.add(finding);
    }
  }

  void broken(long offset, String problem) {
    found(new QcowFinding.Broken(offset, problem));
  }

  /** The bytes from {@code offset} on; past the end of the file they are zeros. */
  ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    file.read(offset, bytes);
    return bytes.flip();
  }

  boolean dataElsewhere() {
    return dataElsewhere;
  }

  boolean holds(long offset, long length) {
    return offset >= 0 && offset <= fileLength - length;
  }

  /**
   * Notes that bytes are in use, for what the entry at {@code from} says. The last cluster of a
   * file may be shorter than others; beyond that there is nothing to use.
   */
  void use(long from, long offset, long length) {
    if (length <= 0) {
      return;
    }
    if (offset < 0 || length - clusterSize >= fileLength - offset) {
      broken(from, "what it points to, byte " + offset + ", lies beyond the end of the file");
      return;
    }
    long last = (offset + length - 1) >> header.clusterBits();
    for (long cluster = offset >> header.clusterBits(); cluster <= last; cluster++) {
      if (counted.of(cluster) == most) {
        broken(from, "the cluster it points to is used more often than can be counted");
      } else {
        counted.add(cluster);
      }
    }
    clusters = Math.max(clusters, last + 1);
  }

  /**
   * @param from where in the file the table's place is said
   * @param active whether it is the table in use, where the bits COPIED must be right
   */
  void checkL1(long from, long offset, int entries, boolean active) throws IOException {
    use(from, offset, entries * 8L);
    l1Clusters += (entries * 8L + clusterSize - 1) / clusterSize;
    if (l1Clusters > clusters) {
      broken(from, "there are more L1 tables than the file has room for");
      return;
    }
    long tables = 0;
    for (long at = offset; at < offset + entries * 8L; at += L1_BLOCK) {
      ByteBuffer block = read(at, (int) Math.min(L1_BLOCK, offset + entries * 8L - at));
      while (block.hasRemaining()) {
        long place = at + block.position();
        long entry = block.getLong();
        if (entry != 0 && tables++ > clusters) {
          broken(from, "there are more L2 tables than the file has room for");
          return;
        }
        checkL1Entry(place, entry, active);
      }
    }
  }

  private void checkL1Entry(long place, long entry, boolean active) throws IOException {
    if (entry == 0) {
      return;
    }
    if ((entry & TableEntry.L1_RESERVED) != 0) {
      broken(place, "the L1 entry 0x%x has reserved bits set".formatted(entry));
    }
    long table = entry & TableEntry.OFFSET;
    use(place, table, clusterSize);
    if (table % clusterSize != 0) {
      broken(place, "the L2 table at byte " + table + " is not aligned to a cluster");
    }
    if (active && table != 0) {
      checkCopied(place, entry, table);
    }
    l2.check(table, active && table != 0);
  }

  /** "Refcount is exactly one" must be what the counts record. */
  void checkCopied(long place, long entry, long offset) throws IOException {
    long count = recorded.get(offset >> header.clusterBits());
    if ((count == 1) != ((entry & TableEntry.COPIED) != 0)) {
      found(new QcowFinding.WrongCopied(place, entry, count));
    }
  }

  private void checkRefcountTable() {
    long offset = header.refcountTableOffset();
    use(48, offset, recorded.tableEntries() * 8L);
    for (int i = 0; i < recorded.tableEntries(); i++) {
      checkRefcountBlock(offset + i * 8L, recorded.tableEntry(i));
    }
  }

  private void checkRefcountBlock(long place, long block) {
    if (block == 0) {
      return;
    }
    if (block % clusterSize != 0) {
      broken(place, "the refcount block's entry 0x%x is not aligned".formatted(block));
      return;
    }
    long cluster = block >>> header.clusterBits();
    if (cluster >= clusters) {
      broken(place, "the refcount block 0x%x lies beyond the end of the file".formatted(block));
      return;
    }
    use(place, block, clusterSize);
    if (counted.of(cluster) != 1) {
      broken(place, "the refcount block at byte " + block + " is used for something else, too");
    }
  }

  /** Returns the number of the cluster behind the last one in use. */
  private long compare() throws IOException {
    long end = 0;
    for (long cluster = 0; cluster < clusters; cluster++) {
      if (!counted.anyNear(cluster) && recorded.blockOffset(cluster) == 0) {
        cluster |= Math.min(1L << ReferenceCounter.PAGE_BITS, recorded.blockEntries()) - 1;
        continue;
      }
      long references = counted.of(cluster);
      long count = recorded.get(cluster);
      end = references != 0 || count != 0 ? cluster + 1 : end;
      if (count != references) {
        compared(cluster << header.clusterBits(), count, references);
      }
    }
    return end;
  }

  private void compared(long offset, long count, long references) {
    found(
        Long.compareUnsigned(count, references) < 0
            ? new QcowFinding.Undercounted(offset, count, references)
            : new QcowFinding.Leak(offset, count, references));
  }
}
