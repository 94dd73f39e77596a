package io.kvmsdk.iso.internal.build;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.BootImage;
import io.kvmsdk.iso.internal.build.BootFiles.BootFile;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptorSet;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.systemarea.Isohybrid;
import io.kvmsdk.iso.internal.tree.Naming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives everything in a new image its place: descriptors, path tables, the directories of each
 * hierarchy, the boot catalog, and data in the order of paths.
 */
public final class IsoLayout {
  /** Block addresses have 32 bits (ECMA-119 7.3). */
  private static final long MAX_BLOCKS = 0xffffffffL;

  private final VolumeTexts texts;
  private final NewTree tree;
  private final BootFiles boot;
  private final Optional<byte[]> mbrCode;
  private final List<Hierarchy> hierarchies;
  private final NewIso image = new NewIso();
  private long next = VolumeDescriptorSet.FIRST_BLOCK;

  private IsoLayout(
      VolumeTexts texts, NewTree tree, List<BootImage> boot, Optional<byte[]> mbrCode) {
    this.texts = texts;
    this.tree = tree;
    this.boot = new BootFiles(boot, tree);
    this.mbrCode = mbrCode;
    this.hierarchies =
        List.of(
            new Hierarchy(Naming.ROCK_RIDGE, tree.root()),
            new Hierarchy(Naming.JOLIET, tree.root()));
  }

  /**
   * Lays out an image.
   *
   * @param mbrCode makes it bootable from a disk too
   */
  public static NewIso of(
      VolumeTexts texts, NewTree tree, List<BootImage> boot, Optional<byte[]> mbrCode) {
    return new IsoLayout(texts, tree, boot, mbrCode).lay();
  }

  private NewIso lay() {
    mbrCode.ifPresent(this::checkIsohybrid);
    long descriptors = take(hierarchies.size() + (boot.isEmpty() ? 1 : 2));
    List<Long> pathTables = new ArrayList<>();
    for (Hierarchy h : hierarchies) {
      long blocks = ImageBytes.blocks(h.pathTable(false).length);
      pathTables.add(take(blocks));
      pathTables.add(take(blocks));
    }
    hierarchies.forEach(h -> next = h.place(next));
    long catalog = boot.isEmpty() ? 0 : take(1);
    placeData();
    long blocks = mbrCode.isPresent() ? Isohybrid.blocks(next, !efi().isEmpty()) : next;
    refuseTooLong(blocks);
    boot.patch();
    writeDescriptors(descriptors, pathTables, catalog, blocks);
    writeTrees(pathTables);
    mbrCode.ifPresent(code -> writeSystemArea(code, blocks));
    tree.files().stream()
        .filter(f -> f.content().size() > 0)
        .forEach(f -> image.put(f.block(), f.content()));
    image.end(blocks);
    return image;
  }

  private long take(long blocks) {
    long first = next;
    next += blocks;
    return first;
  }

  private void placeData() {
    List<NewNode> files = tree.files().stream().filter(f -> f.content().size() > 0).toList();
    Map<NewNode, NewNode> twins =
        Duplicates.of(files.stream().filter(f -> !boot.patched().contains(f)).toList());
    for (NewNode file : files) {
      NewNode twin = twins.get(file);
      file.block(twin == null ? take(ImageBytes.blocks(file.content().size())) : twin.block());
    }
  }

  private void refuseTooLong(long blocks) {
    if (blocks > MAX_BLOCKS) {
      throw InvalidSpecException.of(
          Subject.of("new image", texts.label()),
          "it would have %d blocks of 2,048 bytes; an ISO 9660 image has up to %d, 8 TiB"
              .formatted(blocks, MAX_BLOCKS));
    }
  }

  private void writeDescriptors(long first, List<Long> pathTables, long catalog, long blocks) {
    Descriptors descriptors = new Descriptors(texts);
    long block = first;
    for (int i = 0; i < hierarchies.size(); i++) {
      byte[] volume =
          descriptors.volume(
              hierarchies.get(i), pathTables.get(2 * i), pathTables.get(2 * i + 1), blocks);
      image.put(block++, Content.of(volume));
      if (i == 0 && !boot.isEmpty()) { // El Torito 2.0 wants its record in block 17
        image.put(block++, Content.of(Descriptors.bootRecord(catalog)));
        image.put(catalog, Content.of(boot.catalog()));
      }
    }
    image.put(block, Content.of(Descriptors.terminator()));
  }

  private void writeTrees(List<Long> pathTables) {
    for (int i = 0; i < hierarchies.size(); i++) {
      Hierarchy h = hierarchies.get(i);
      image.put(pathTables.get(2 * i), Content.of(h.pathTable(false)));
      image.put(pathTables.get(2 * i + 1), Content.of(h.pathTable(true)));
      h.write(image);
    }
  }

  private List<Isohybrid.Extent> efi() {
    return boot.all().stream()
        .filter(BootFile::uefi)
        .map(f -> f.node())
        .distinct()
        .map(n -> new Isohybrid.Extent(n.block(), ImageBytes.blocks(n.content().size())))
        .toList();
  }

  private void writeSystemArea(byte[] code, long blocks) {
    Isohybrid hybrid = new Isohybrid(code, efi());
    byte[] area = hybrid.area(blocks, biosBlock(code), image.fingerprint());
    byte[] backup = hybrid.backup();
    image.put(0, Content.of(area));
    image.put(blocks - ImageBytes.blocks(backup.length), Content.of(backup));
  }

  private void checkIsohybrid(byte[] code) {
    int efi = efi().size();
    if (code.length > Isohybrid.MAX_CODE || efi > Isohybrid.MAX_EFI || code.length + efi == 0) {
      throw InvalidSpecException.of(
          Subject.of("isohybrid", "MBR code"),
          "an MBR has up to %d bytes and up to %d UEFI boot images beside it, not none of both"
              .formatted(Isohybrid.MAX_CODE, Isohybrid.MAX_EFI));
    }
  }

  /** Where the image begins that the code in the MBR starts; 0 without code. */
  private long biosBlock(byte[] code) {
    if (code.length == 0) {
      return 0;
    }
    return boot.all().stream()
        .filter(f -> !f.uefi() && !f.emulated())
        .filter(f -> Isohybrid.grub2(code) || Isohybrid.startable(f.node().content().bytes()))
        .map(f -> f.node().block())
        .findFirst()
        .orElseThrow(IsoLayout::nothingToStart);
  }

  private static InvalidSpecException nothingToStart() {
    return InvalidSpecException.of(
        Subject.of("isohybrid", "MBR code"),
        "there is no boot image that it could start: isohdpfx.bin starts an isolinux.bin,"
            + " boot_hybrid.img GRUB's eltorito.img, added by biosBoot or boot");
  }
}
