package io.kvmsdk.iso;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.file.AtomicFile.Existing;
import io.kvmsdk.iso.internal.build.IsoLayout;
import io.kvmsdk.iso.internal.build.LocalTree;
import io.kvmsdk.iso.internal.build.NewIso;
import io.kvmsdk.iso.internal.build.NewTree;
import io.kvmsdk.iso.internal.build.VolumeTexts;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.systemarea.Isohybrid;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Builds a new ISO image with Rock Ridge and Joliet names, El Torito if it shall boot from a CD
 * drive, and partition tables if it shall boot from a disk: from a seed of two small files to an
 * installer of many gigabytes.
 *
 * <pre>{@code
 * IsoBuilder.labelled("OEMDRV").addText("/ks.cfg", kickstart).write(Path.of("seed.iso"));
 * }</pre>
 *
 * <p>All belongs to root; files can be read by all, and written by none. Equal content is stored
 * once, which bsdtar takes for hard links. Equal calls give equal bytes, in whatever order they
 * add. Local files are looked at, and read, by {@code write}; they are copied, never held in
 * memory.
 *
 * <p>Names of up to 255 bytes, and folders as deep as they come, are kept by Rock Ridge. Joliet has
 * names of up to 103 characters, and Windows makes no difference between upper and lower case: what
 * does not fit, or would be the same, is cut or numbered there.
 *
 * <p>Not safe for use by several threads.
 */
public final class IsoBuilder {
  private static final Instant DEFAULT_TIME = Instant.parse("2000-01-01T00:00:00Z");
  private static final int LABEL_LENGTH = 32;
  private static final int TEXT_LENGTH = 128;

  private final String label;
  private final List<Consumer<NewTree>> additions = new ArrayList<>();
  private final List<BootImage> bootImages = new ArrayList<>();
  private Optional<Supplier<byte[]>> mbrCode = Optional.empty();
  private Optional<Instant> time = SourceDate.wished();
  private String system = "";
  private String publisher = "";
  private String preparer = "";
  private String application = "";

  private IsoBuilder(String label) {
    this.label = label;
  }

  /**
   * A new image.
   *
   * @param label the volume label, 1 to 32 printable ASCII characters
   */
  public static IsoBuilder labelled(String label) {
    if (label.isEmpty()) {
      throw InvalidSpecException.of(Subject.of("volume label", label), "a label must not be empty");
    }
    return new IsoBuilder(text("volume label", label, LABEL_LENGTH));
  }

  /**
   * A seed for cloud-init's NoCloud source: an image called {@code cidata}. A {@code
   * /network-config} or {@code /vendor-data} can be added.
   *
   * @param userData as {@code #cloud-config}
   * @param metaData in YAML; with an {@code instance-id}, at which cloud-init knows a new machine
   */
  public static IsoBuilder noCloud(String userData, String metaData) {
    return labelled("cidata").addText("/user-data", userData).addText("/meta-data", metaData);
  }

  private IsoBuilder then(Consumer<NewTree> addition) {
    additions.add(addition);
    return this;
  }

  /** Adds a file; missing folders above it are made. */
  public IsoBuilder add(String path, byte[] content) {
    byte[] copy = content.clone();
    return then(tree -> tree.addFile(path, Content.of(copy)));
  }

  /** Adds a local file of any size. */
  public IsoBuilder add(String path, Path file) {
    return then(tree -> tree.addFile(path, Content.of(file)));
  }

  /** Adds a file with {@code text} in UTF-8. */
  public IsoBuilder addText(String path, String text) {
    return add(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a symbolic link, which only Rock Ridge shows. */
  public IsoBuilder addLink(String path, String target) {
    return then(tree -> tree.addLink(path, target));
  }

  /** Adds an empty folder; nothing happens if there is one. */
  public IsoBuilder addFolder(String path) {
    return then(tree -> tree.addFolder(path));
  }

  /**
   * Adds all that a local folder holds. Links stay links; what anybody may execute, all may then.
   * Files keep their times, but none is later than {@link #time}, if that is set.
   *
   * @param path where its content goes; {@code /} for the root
   * @throws io.kvmsdk.error.UnsupportedException from {@code write}, if there is a device, pipe or
   *     socket in it
   */
  public IsoBuilder addTree(String path, Path localFolder) {
    return then(tree -> LocalTree.add(tree, path, localFolder, time.orElse(Instant.MAX)));
  }

  /**
   * Sets the permissions of what was added before.
   *
   * @param permissions 0 to 07777
   */
  public IsoBuilder chmod(String path, int permissions) {
    return then(tree -> tree.chmod(path, permissions));
  }

  /**
   * Lets BIOSes boot an added file, without emulation. It gets a boot information table, as
   * isolinux.bin wants it; for GRUB, see {@link BootImage#grub2}.
   */
  public IsoBuilder biosBoot(String path) {
    return boot(BootImage.bios(path));
  }

  /** Lets UEFI boot an added file: a FAT image with a loader in {@code /EFI/BOOT}. */
  public IsoBuilder uefiBoot(String path) {
    return boot(BootImage.uefi(path));
  }

  /**
   * Lets firmware boot an added file; up to 32 can be. The first one is each firmware's default.
   */
  public IsoBuilder boot(BootImage image) {
    bootImages.add(image);
    return this;
  }

  /**
   * Lets the image boot from a disk or USB stick too: an MBR with {@code code}, whose first
   * partition is the image, and a GPT with its UEFI boot images.
   *
   * @param code what a BIOS starts: that of isolinux's isohdpfx.bin or GRUB's boot_hybrid.img, to
   *     match the boot image; up to 512 bytes, none if only UEFI shall boot
   */
  public IsoBuilder isohybrid(byte[] code) {
    byte[] copy = code.clone();
    mbrCode = Optional.of(() -> copy);
    return this;
  }

  /** As {@link #isohybrid(byte[])}, with the code in a local file. */
  public IsoBuilder isohybrid(Path codeFile) {
    mbrCode = Optional.of(() -> read(codeFile));
    return this;
  }

  private static byte[] read(Path file) {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(Isohybrid.MAX_CODE + 1);
    } catch (IOException e) {
      throw FileErrors.explain("reading", file, e);
    }
  }

  /**
   * The time of the volume, and of all files that have no own. By default that of the environment's
   * {@code SOURCE_DATE_EPOCH}, or else the start of the year 2000.
   */
  public IsoBuilder time(Instant newTime) {
    time = Optional.of(newTime);
    return this;
  }

  /** For which system the image is; up to 32 printable ASCII characters. */
  public IsoBuilder system(String identifier) {
    system = text("system identifier", identifier, LABEL_LENGTH);
    return this;
  }

  /** Who publishes the image; up to 128 printable ASCII characters, as in all that follow. */
  public IsoBuilder publisher(String identifier) {
    publisher = text("publisher identifier", identifier, TEXT_LENGTH);
    return this;
  }

  /** Who prepared the image's content. */
  public IsoBuilder preparer(String identifier) {
    preparer = text("data preparer identifier", identifier, TEXT_LENGTH);
    return this;
  }

  /** How the image was made, or what it is for. */
  public IsoBuilder application(String identifier) {
    application = text("application identifier", identifier, TEXT_LENGTH);
    return this;
  }

  private static String text(String what, String text, int most) {
    if (text.length() > most || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw InvalidSpecException.of(
          Subject.of(what, text), "it has up to " + most + " printable ASCII characters");
    }
    return text;
  }

  /** As {@link #write(Path, ProgressListener)}, unwatched. */
  public void write(Path target) {
    write(target, ProgressListener.NONE);
  }

  /**
   * Writes the image. It appears whole or not at all; as after {@code cp}, it may still be in the
   * page cache when the call returns.
   *
   * @param target must not exist
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}, or a path was
   *     added twice
   * @throws NotFoundException if a local file, or a boot image's path, does not exist
   * @throws io.kvmsdk.error.ConflictException if a local file changes while it is read
   */
  public void write(Path target, ProgressListener listener) {
    NewIso image = lay();
    Job.run(
        listener,
        "writing " + target.getFileName(),
        image.length(),
        job -> {
          AtomicFile.write(
              target, Existing.KEEP, Durability.CACHED, channel -> image.writeTo(channel, job));
          return target;
        });
  }

  /** As {@link #writeTo(WritableByteChannel, ProgressListener)}, unwatched. */
  public void writeTo(WritableByteChannel channel) {
    writeTo(channel, ProgressListener.NONE);
  }

  /**
   * Writes the image from front to back to a channel, which stays open. What is wrong with the
   * additions is said before the first byte is written.
   *
   * @param channel in blocking mode
   * @throws io.kvmsdk.error.ConflictException if a local file changes while it is read; a part of
   *     the image may have been written
   * @throws KvmException if the channel fails
   */
  public void writeTo(WritableByteChannel channel, ProgressListener listener) {
    NewIso image = lay();
    Job.run(
        listener,
        "writing the image '" + label + "'",
        image.length(),
        job -> {
          try {
            image.writeTo(channel, job);
            return label;
          } catch (ClosedByInterruptException e) {
            throw new CancelledException(subject(), "writing it was interrupted", "", e);
          } catch (IOException e) {
            throw new KvmException(
                subject(), "what it is written to failed: " + e.getMessage(), "", e);
          }
        });
  }

  /** As {@link #writeTo(WritableByteChannel, ProgressListener)}, unwatched. */
  public void writeTo(OutputStream stream) {
    writeTo(stream, ProgressListener.NONE);
  }

  /** As {@link #writeTo(WritableByteChannel, ProgressListener)}; {@code stream} is not flushed. */
  public void writeTo(OutputStream stream, ProgressListener listener) {
    writeTo(Channels.newChannel(stream), listener);
  }

  private Subject subject() {
    return Subject.of("new image", label);
  }

  private NewIso lay() {
    Instant now = time.orElse(DEFAULT_TIME);
    NewTree tree = new NewTree(now);
    additions.forEach(addition -> addition.accept(tree));
    VolumeTexts texts = new VolumeTexts(label, system, publisher, preparer, application, now);
    return IsoLayout.of(texts, tree, bootImages, mbrCode.map(Supplier::get));
  }

  @Override
  public String toString() {
    return "IsoBuilder '" + label + "', " + additions.size() + " additions";
  }
}
