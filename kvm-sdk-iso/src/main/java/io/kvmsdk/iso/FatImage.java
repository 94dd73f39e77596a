package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.fat.FatEntry;
import io.kvmsdk.iso.internal.fat.FatVolume;
import io.kvmsdk.value.ByteSize;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A FAT file system inside of an ISO image, for reading: FAT12, FAT16 or FAT32, as EFI boot images
 * are. Upper and lower case do not differ in paths, and short names ({@code LONGNA~1.CFG}) are
 * understood too.
 *
 * <p>It can be used while the image that it is part of is open. As that, it trusts nothing, and may
 * be used by several threads.
 */
public sealed class FatImage permits FatEditor {
  private final FatVolume volume;

  FatImage(FatVolume volume) {
    this.volume = volume;
  }

  /**
   * A file or folder.
   *
   * @param path absolute, with the names in the case that they are recorded in
   * @param size in bytes; 0 for a folder
   * @param modified in steps of two seconds; FAT knows no time zones, so this is taken as UTC
   */
  public record Entry(String path, boolean directory, long size, Instant modified) {
    private static Entry of(FatEntry e) {
      String path = e.path().isEmpty() ? "/" : e.path();
      return new Entry(path, e.directory(), e.directory() ? 0 : e.size(), e.modified());
    }

    /** The last name of the path; empty for the root. */
    public String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /** Whether there is a file or folder at {@code path}. */
  public boolean exists(String path) {
    return volume.find(path).isPresent();
  }

  /** The entry at {@code path}, as {@code /EFI/boot/grub.cfg}. */
  public Optional<Entry> find(String path) {
    return volume.find(path).map(Entry::of);
  }

  /**
   * What a folder holds, in the order of the image.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is no such folder
   */
  public List<Entry> list(String directory) {
    return volume.list(directory).stream().map(Entry::of).toList();
  }

  /**
   * The content of a file of less than 2 GiB.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is no such file
   */
  public byte[] read(String path) {
    return volume.read(path);
  }

  /** The content of a file, taken as UTF-8. */
  public String readText(String path) {
    return new String(read(path), StandardCharsets.UTF_8);
  }

  /** What new data can take; a file takes whole clusters, and so does a folder. */
  public ByteSize free() {
    return ByteSize.bytes(volume.free());
  }

  @Override
  public String toString() {
    return "FatImage of " + ByteSize.bytes(volume.length());
  }
}
