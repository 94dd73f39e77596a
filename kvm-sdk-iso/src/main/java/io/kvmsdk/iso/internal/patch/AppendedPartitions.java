package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.eltorito.BootCatalog;
import io.kvmsdk.iso.internal.systemarea.Insertion;
import io.kvmsdk.iso.internal.systemarea.Partition;
import io.kvmsdk.iso.internal.systemarea.SystemArea;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Partitions behind the one that holds the volume, as Ubuntu and Fedora append their EFI system
 * partition. On a USB stick boot loaders and installers may read the volume through its partition,
 * which ends before the others: they would not see what is appended to the image. So new data first
 * takes blocks of the volume's partition that nothing refers to; where these do not do, the other
 * partitions move, and the volume's grows.
 */
final class AppendedPartitions {
  private static final int BLOCK = ImageBytes.BLOCK;
  private static final int BLOCK_SECTORS = 4;

  /** Where a partition's own descriptors lie, behind those of the image. */
  private static final long SECOND_SET = 32;

  private static final long FIRST_SET = 16;

  /** As many zeros as are looked for: writers pad by 150 blocks. */
  private static final long MAX_PADDING = 4096;

  private final ImageEditor editor;
  private final NewImage image;
  private final SystemArea systemArea;
  private final long end;
  private long dataEnd;

  /**
   * @param end where the volume's partition ends, in blocks
   */
  private AppendedPartitions(ImageEditor editor, SystemArea systemArea, long end) {
    this.editor = editor;
    this.image = editor.image();
    this.systemArea = systemArea;
    this.end = end;
  }

  /** Finds such partitions, and lets new blocks lie before them. */
  static Optional<AppendedPartitions> open(ImageEditor editor, SystemArea systemArea) {
    OptionalLong end = volumeEnd(systemArea.partitions(), volumeStarts(editor));
    if (end.isEmpty() || end.getAsLong() > ImageBytes.blocks(editor.base().length())) {
      return Optional.empty();
    }
    AppendedPartitions appended = new AppendedPartitions(editor, systemArea, end.getAsLong());
    return appended.makeRoom() ? Optional.of(appended) : Optional.empty();
  }

  private static Set<Long> volumeStarts(ImageEditor editor) {
    return editor.volume().trees().stream()
        .map(t -> t.shift() * BLOCK_SECTORS)
        .collect(Collectors.toSet());
  }

  private static OptionalLong volumeEnd(List<Partition> all, Set<Long> starts) {
    return all.stream()
        .filter(p -> starts.contains(p.start()))
        .mapToLong(p -> (p.end() + BLOCK_SECTORS - 1) / BLOCK_SECTORS)
        .filter(e -> all.stream().anyMatch(p -> p.start() >= e * BLOCK_SECTORS))
        .min();
  }

  /** False if the volume has data behind its partition, which then is not all of it. */
  private boolean makeRoom() {
    ReferencedBlocks referenced = referenced();
    if (referenced.end() > end) {
      editor
          .notes()
          .add(
              "The partition of the ISO volume does not hold all of it: new data lies behind it,"
                  + " and is seen by those who read the whole medium");
      return false;
    }
    long gap = zerosBefore(SECOND_SET, FIRST_SET);
    if (volumeStarts(editor).size() > 1 && !referenced.touch(gap, SECOND_SET)) {
      image.offer(gap, SECOND_SET);
    }
    image.openAt(zerosBefore(end, Math.max(referenced.end(), end - MAX_PADDING)));
    return true;
  }

  /** Trees, boot images and partitions; appended ones aside. */
  private ReferencedBlocks referenced() {
    ReferencedBlocks all = ReferencedBlocks.of(editor.base(), editor.volume().trees());
    editor.volume().bootRecord().ifPresent(d -> all.add(d.bootCatalog(), 1));
    for (BootCatalog.Entry e : bootEntries()) {
      if (!appended(e)) {
        all.add(e.block(), ImageBytes.blocks(e.sectors() * 512L));
      }
    }
    Set<Long> volumes = volumeStarts(editor);
    for (Partition p : systemArea.partitions()) {
      if (!volumes.contains(p.start()) && p.start() < end * BLOCK_SECTORS) {
        long first = p.start() / BLOCK_SECTORS;
        all.add(first, (p.end() + BLOCK_SECTORS - 1) / BLOCK_SECTORS - first);
      }
    }
    return all;
  }

  private List<BootCatalog.Entry> bootEntries() {
    return editor
        .volume()
        .bootRecord()
        .map(d -> BootCatalog.read(editor.base(), d))
        .orElse(List.of());
  }

  private boolean appended(BootCatalog.Entry entry) {
    return entry.block() >= end
        && systemArea.partitions().stream()
            .anyMatch(p -> p.start() == entry.block() * BLOCK_SECTORS);
  }

  /** Where the run of zeros begins that ends before {@code last}. */
  private long zerosBefore(long last, long floor) {
    long block = last;
    byte[] zeros = new byte[BLOCK];
    while (block > floor
        && Arrays.equals(zeros, editor.base().bytes((block - 1) * BLOCK, BLOCK, "ECMA-119 6.3"))) {
      block--;
    }
    return block;
  }

  /** Lets the other partitions go on behind the new data; gives how many blocks they moved. */
  long close() {
    dataEnd = image.length() / BLOCK;
    long needed = Math.max(0, dataEnd - end);
    long alignment = systemArea.alignment(end);
    long count = (needed + alignment - 1) / alignment * alignment;
    if (count == 0) {
      image.close();
      return 0;
    }
    bootEntries().stream().filter(this::appended).forEach(e -> move(e, count));
    systemArea.insert(
        new Insertion(end * BLOCK_SECTORS, count * BLOCK_SECTORS, volumeStarts(editor)));
    image.write(dataEnd * BLOCK, new byte[Math.toIntExact((count - needed) * BLOCK)]);
    move(count);
    return count;
  }

  /** Moves what lies behind the volume's partition, up to the tables at the end of the image. */
  private void move(long count) {
    long oldEnd = ImageBytes.blocks(editor.base().length());
    long kept = oldEnd * BLOCK - systemArea.tailLength();
    long whole = Math.max(end, kept / BLOCK);
    image.move(end, whole, count);
    if (kept > whole * BLOCK) {
      byte[] shared = Arrays.copyOf(image.setAside(whole), (int) (kept - whole * BLOCK));
      image.write((whole + count) * BLOCK, shared);
    }
    image.endAt(oldEnd + count);
  }

  private void move(BootCatalog.Entry entry, long count) {
    byte[] block = new byte[4];
    Numbers.putLe32(block, 0, entry.block() + count);
    image.write(entry.position() + BootCatalog.BLOCK_ADDRESS, block);
  }

  /** Where a volume ends, now that partitions have moved by {@code count} blocks. */
  long volumeEnd(long oldEnd, long count) {
    return count > 0 ? Math.max(oldEnd, end) + count : Math.max(oldEnd, dataEnd);
  }
}
