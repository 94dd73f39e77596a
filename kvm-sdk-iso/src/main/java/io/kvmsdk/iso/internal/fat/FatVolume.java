package io.kvmsdk.iso.internal.fat;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.tree.IsoPath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A FAT file system in an image. Paths are told apart without regard to case, and by short names
 * too. While it is only read, it may be used by several threads.
 */
public final class FatVolume {
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final BiosParameterBlock bpb;
  private final FatBytes bytes;
  private final AllocationTable table;

  private FatVolume(FatBytes bytes) {
    this.bytes = bytes;
    this.bpb = BiosParameterBlock.read(bytes);
    this.table = new AllocationTable(bpb, bytes);
  }

  /**
   * Reads the boot sector.
   *
   * @param start where in {@code image} the file system begins, in bytes
   * @param length how many bytes it may have at most; its own boot sector says how many it has
   * @throws io.kvmsdk.iso.error.IsoFormatException if there is no sound one
   */
  public static FatVolume open(ImageBytes image, long start, long length) {
    return new FatVolume(new FatBytes(image, start, length));
  }

  FatBytes bytes() {
    return bytes;
  }

  BiosParameterBlock bpb() {
    return bpb;
  }

  AllocationTable table() {
    return table;
  }

  /** In bytes, as the boot sector says. */
  public long length() {
    return bpb.length();
  }

  /** What new data can take, in bytes. */
  public long free() {
    return (long) new AllocationTable(bpb, bytes).free() * bpb.clusterSize();
  }

  /** Whether edits have written anything. */
  public boolean changed() {
    return bytes.written();
  }

  /** What edits have written: where in the file system, and what. */
  public void forEachWritten(BiConsumer<Long, byte[]> action) {
    bytes.forEachWritten(action);
  }

  FatEntry root() {
    return new FatEntry(
        "",
        new ShortName("", 0),
        true,
        bpb.rootCluster(),
        0,
        Instant.EPOCH,
        -1,
        -1,
        bpb.rootCluster() == 0 ? bpb.rootOffset() : 44);
  }

  Directory directory(FatEntry folder) {
    return new Directory(bpb, bytes, table, folder);
  }

  /** The entry at a path; the root's path is empty. */
  public Optional<FatEntry> find(String path) {
    FatEntry entry = root();
    for (String name : IsoPath.names(path)) {
      Optional<FatEntry> next = entry.directory() ? directory(entry).find(name) : Optional.empty();
      if (next.isEmpty()) {
        return next;
      }
      entry = next.get();
    }
    return Optional.of(entry);
  }

  FatEntry require(String path) {
    return find(path)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("file", IsoPath.normal(path)),
                    "it is not in the FAT image within " + bytes.name(),
                    "List the FAT image to see its paths"));
  }

  FatEntry requireFile(String path) {
    FatEntry entry = require(path);
    if (entry.directory()) {
      throw new ConflictException(
          Subject.of("file", IsoPath.normal(path)), "it is a folder", "Name a file");
    }
    return entry;
  }

  /** What a folder holds, in its own order. */
  public List<FatEntry> list(String path) {
    FatEntry folder = require(path);
    if (!folder.directory()) {
      throw new ConflictException(
          Subject.of("path", IsoPath.normal(path)), "it is not a folder", "Name a folder");
    }
    return directory(folder).entries();
  }

  /** The content of a file. */
  public byte[] read(String path) {
    FatEntry file = requireFile(path);
    if (file.size() > MAX_ARRAY) {
      throw new UnsupportedException(
          Subject.of("file", file.path()),
          "it has " + file.size() + " bytes, too many for an array",
          "Extract the FAT image, and read it with other tools");
    }
    int[] clusters = data(file);
    byte[] content = new byte[(int) file.size()];
    for (int i = 0; i < clusters.length; i++) {
      int at = i * bpb.clusterSize();
      int count = Math.min(bpb.clusterSize(), content.length - at);
      byte[] part = bytes.read(bpb.clusterOffset(clusters[i]), count, "FAT 6.7");
      System.arraycopy(part, 0, content, at, count);
    }
    return content;
  }

  /** The clusters that hold a file's size, though its chain may be longer. */
  private int[] data(FatEntry file) {
    long needed = clusters(file.size());
    int[] chain =
        needed == 0 ? new int[0] : table.chain(file.firstCluster(), needed, file.position());
    checkSize(file, chain);
    return chain;
  }

  long clusters(long size) {
    return (size + bpb.clusterSize() - 1) / bpb.clusterSize();
  }

  void checkSize(FatEntry file, int[] chain) {
    if (chain.length < clusters(file.size())) {
      throw bytes.broken(
          file.position(),
          "FAT 6.7",
          "the file %s is said to have %d bytes, but its chain has %d clusters of %d"
              .formatted(file.path(), file.size(), chain.length, bpb.clusterSize()));
    }
  }
}
