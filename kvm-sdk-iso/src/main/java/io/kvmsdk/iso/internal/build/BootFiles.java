package io.kvmsdk.iso.internal.build;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.BootEntry;
import io.kvmsdk.iso.BootImage;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.eltorito.BootInfo;
import io.kvmsdk.iso.internal.eltorito.NewCatalog;
import io.kvmsdk.iso.internal.patch.Content;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The boot images of a new image, and the catalog that leads to them. */
final class BootFiles {
  private static final int SECTOR = 512;
  private static final int MAX_SECTORS = 0xffff;

  /** What a BIOS loads of an image that finds the rest by its boot information. */
  private static final int BIOS_SECTORS = 4;

  private static final int MIN_TABLED = 64;
  private static final int MIN_GRUB2 = 2556;

  /** It is patched in memory; the images of isolinux and GRUB have some 40 KB. */
  private static final long MAX_TABLED = 64 << 20;

  /** Where a hard disk's first partition has its type. */
  private static final int SYSTEM_TYPE = 450;

  private static final int HARD_DISK = 4;

  private final List<BootFile> files = new ArrayList<>();

  /** One boot image, and the file that it is. */
  record BootFile(BootImage image, NewNode node) {
    boolean patched() {
      return image.bootInfoTable() || image.grub2BootInfo();
    }

    boolean uefi() {
      return image.platform() == BootEntry.Platform.UEFI;
    }

    boolean emulated() {
      return image.emulation() != BootEntry.Emulation.NONE;
    }
  }

  /** Those for a BIOS come first, since some BIOSes look at the catalog's first entry alone. */
  BootFiles(List<BootImage> images, NewTree tree) {
    if (images.size() > NewCatalog.MAX_IMAGES) {
      throw InvalidSpecException.of(
          Subject.of("boot images", images.size()),
          "a boot catalog has room for " + NewCatalog.MAX_IMAGES);
    }
    images.stream()
        .sorted(Comparator.comparing(BootImage::platform))
        .forEach(image -> files.add(new BootFile(image, node(image, tree))));
    files.forEach(BootFiles::check);
  }

  private static NewNode node(BootImage image, NewTree tree) {
    return tree.find(image.path())
        .filter(n -> n.content().size() > 0)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("boot image", image.path()),
                    "no file with content was added at this path",
                    "Add the boot image to the new ISO image too"));
  }

  private static void check(BootFile file) {
    long size = file.node.content().size();
    long least = file.image.grub2BootInfo() ? MIN_GRUB2 : MIN_TABLED;
    if (file.patched() && (size < least || size > MAX_TABLED)) {
      throw invalid(
          file,
          "boot information goes into images of %d to %d bytes, not of %d"
              .formatted(least, MAX_TABLED, size));
    }
  }

  private static InvalidSpecException invalid(BootFile file, String problem) {
    return InvalidSpecException.of(Subject.of("boot image", file.image.path()), problem);
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  List<BootFile> all() {
    return files;
  }

  /** The files whose bytes are not those that were added. */
  Set<NewNode> patched() {
    return files.stream().filter(BootFile::patched).map(BootFile::node).collect(Collectors.toSet());
  }

  /** Writes boot information into the images, which have their places now. */
  void patch() {
    for (BootFile file : files) {
      if (file.patched()) {
        byte[] content = file.node.content().bytes().clone();
        if (file.image.grub2BootInfo()) {
          BootInfo.writeGrub2(content, file.node.block());
        }
        if (file.image.bootInfoTable()) {
          BootInfo.writeTable(content, file.node.block());
        }
        file.node.content(Content.of(content));
      }
    }
  }

  /** The catalog, once the images have their places. */
  byte[] catalog() {
    NewCatalog catalog = new NewCatalog();
    for (BootFile file : files) {
      int media = media(file);
      catalog.add(
          new NewCatalog.Image(
              file.uefi() ? NewCatalog.UEFI : NewCatalog.BIOS,
              media,
              media == HARD_DISK ? systemType(file) : 0,
              file.image.loadSectors().orElseGet(() -> loadSectors(file)),
              file.node.block()));
    }
    return catalog.bytes();
  }

  /** UEFI takes 0 for "up to the end of the disc" (UEFI 2.10, 13.3.2.1): the count has 16 bits. */
  private static int loadSectors(BootFile file) {
    if (!file.uefi()) {
      return file.emulated() ? 1 : BIOS_SECTORS;
    }
    long sectors = (file.node.content().size() + SECTOR - 1) / SECTOR;
    return sectors > MAX_SECTORS ? 0 : (int) sectors;
  }

  private static int media(BootFile file) {
    return switch (file.image.emulation()) {
      case NONE -> 0;
      case FLOPPY_1200 -> floppy(file, 1200, 1);
      case FLOPPY_1440 -> floppy(file, 1440, 2);
      case FLOPPY_2880 -> floppy(file, 2880, 3);
      case HARD_DISK -> HARD_DISK;
    };
  }

  /** A floppy's code (El Torito 2.0, figure 3), if the image has its size. */
  private static int floppy(BootFile file, int kib, int code) {
    long size = file.node.content().size();
    if (size != kib * 1024L) {
      throw invalid(file, "this floppy has %d KiB, not %d bytes".formatted(kib, size));
    }
    return code;
  }

  private static int systemType(BootFile file) {
    byte[] head = new byte[SECTOR];
    file.node.content().read(0, java.nio.ByteBuffer.wrap(head));
    if (Numbers.le16(head, SECTOR - 2) != 0xAA55) {
      throw invalid(file, "a hard disk's image begins with a master boot record; this does not");
    }
    return Numbers.u8(head, SYSTEM_TYPE);
  }
}
