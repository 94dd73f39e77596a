package io.kvmsdk.iso;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.file.AtomicFile.Existing;
import io.kvmsdk.iso.internal.ecma119.ImageInMemory;
import io.kvmsdk.iso.internal.eltorito.BootInfo;
import io.kvmsdk.iso.internal.eltorito.NewCatalog;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.patch.EmptyImage;
import io.kvmsdk.iso.internal.patch.ImageEditor;
import io.kvmsdk.iso.internal.patch.ImageLayout;
import io.kvmsdk.iso.internal.patch.NewImage;
import io.kvmsdk.iso.internal.patch.PatchSink;
import io.kvmsdk.iso.internal.tree.Volume;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Builds a new ISO image with Rock Ridge and Joliet names, and El Torito if it shall boot: seeds,
 * and small installers. Equal calls give equal bytes. An empty image is made and then changed by
 * the same engine as any remaster.
 *
 * <pre>{@code
 * IsoBuilder.labelled("OEMDRV").add("/ks.cfg", kickstart).write(Path.of("seed.iso"));
 * }</pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class IsoBuilder {
  private static final int MAX_LABEL = 32;
  private static final int SECTOR = 512;
  private static final int MAX_SECTORS = 0xffff;

  /** What a BIOS loads of a boot image with a boot information table: that finds the rest. */
  private static final int BIOS_SECTORS = 4;

  private final String label;
  private final List<Consumer<ImageEditor>> edits = new ArrayList<>();
  private Instant time = SourceDate.wished().orElse(Instant.parse("2000-01-01T00:00:00Z"));
  private String biosImage = "";
  private String uefiImage = "";

  private IsoBuilder(String label) {
    this.label = label;
  }

  /**
   * A new image.
   *
   * @param label the volume label, 1 to 32 printable ASCII characters
   */
  public static IsoBuilder labelled(String label) {
    if (!label.matches("[ -~]{1," + MAX_LABEL + "}")) {
      throw InvalidSpecException.of(
          Subject.of("volume label", label), "a label has 1 to 32 printable ASCII characters");
    }
    return new IsoBuilder(label);
  }

  private IsoBuilder then(Consumer<ImageEditor> edit) {
    edits.add(edit);
    return this;
  }

  /** Adds a file; missing folders above it are made. */
  public IsoBuilder add(String path, byte[] content) {
    byte[] copy = content.clone();
    return then(e -> e.add(path, Content.of(copy)));
  }

  /** Adds a local file of any size, which is read by {@link #write}. */
  public IsoBuilder add(String path, Path file) {
    return then(e -> e.add(path, Content.of(file)));
  }

  /** Adds a symbolic link, which only Rock Ridge shows. */
  public IsoBuilder addLink(String path, String target) {
    return then(e -> e.addLink(path, target));
  }

  /** Adds an empty folder. */
  public IsoBuilder addFolder(String path) {
    return then(e -> e.addFolder(path));
  }

  /**
   * Lets BIOSes boot an added file, without emulation. It gets a boot information table, as
   * isolinux.bin and GRUB's eltorito.img want it.
   */
  public IsoBuilder biosBoot(String path) {
    biosImage = path;
    return this;
  }

  /** Lets UEFI boot an added file: a FAT image with a loader in {@code /EFI/BOOT}. */
  public IsoBuilder uefiBoot(String path) {
    uefiImage = path;
    return this;
  }

  /**
   * The time of all files and of the volume. By default that of the environment's {@code
   * SOURCE_DATE_EPOCH}, or else the start of the year 2000.
   */
  public IsoBuilder time(Instant newTime) {
    time = newTime;
    return this;
  }

  /**
   * Writes the image. It appears whole or not at all, and is on the disk when the call returns.
   *
   * @param target must not exist
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}, or a path was
   *     added twice
   * @throws NotFoundException if a local file, or a boot image's path, does not exist
   */
  public void write(Path target) {
    boolean bootable = !biosImage.isEmpty() || !uefiImage.isEmpty();
    ImageInMemory empty = EmptyImage.create(label, time, bootable);
    ImageEditor editor = new ImageEditor(empty, Volume.read(empty), time);
    edits.forEach(edit -> edit.accept(editor));
    NewImage image = ImageLayout.of(editor);
    if (bootable) {
      image.write(EmptyImage.catalogOffset(), catalog(editor, image));
    }
    AtomicFile.write(
        target,
        Existing.KEEP,
        Durability.SYNCED,
        channel -> {
          PatchSink.writeFully(channel, 0, empty.all());
          PatchSink.writeDifferences(image.differences(), channel);
          PatchSink.extend(channel, image.length());
        });
  }

  private byte[] catalog(ImageEditor editor, NewImage image) {
    NewCatalog catalog = new NewCatalog(biosImage.isEmpty() ? NewCatalog.UEFI : NewCatalog.BIOS);
    if (!biosImage.isEmpty()) {
      long block = block(editor, biosImage);
      byte[] content = editor.read(biosImage);
      BootInfo.writeTable(content, block);
      image.place(block, Content.of(content));
      catalog.image(block, BIOS_SECTORS);
    }
    if (!uefiImage.isEmpty()) {
      if (!biosImage.isEmpty()) {
        catalog.section(NewCatalog.UEFI);
      }
      long block = block(editor, uefiImage);
      long sectors = (editor.newSize(uefiImage) + SECTOR - 1) / SECTOR;
      catalog.image(block, (int) Math.min(MAX_SECTORS, sectors));
    }
    return catalog.bytes();
  }

  private static long block(ImageEditor editor, String path) {
    Optional<Long> block = editor.newBlock(path);
    return block.orElseThrow(
        () ->
            new NotFoundException(
                Subject.of("boot image", path),
                "no file with content was added at this path",
                "Add the boot image to the new ISO image too"));
  }

  @Override
  public String toString() {
    return "IsoBuilder '" + label + "', " + edits.size() + " additions";
  }
}
