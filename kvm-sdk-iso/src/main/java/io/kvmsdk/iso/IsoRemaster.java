package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.patch.ImageEditor;
import io.kvmsdk.iso.internal.patch.ImageLayout;
import io.kvmsdk.iso.internal.patch.LocalTree;
import io.kvmsdk.iso.internal.patch.NewImage;
import io.kvmsdk.iso.internal.tree.Volume;
import io.kvmsdk.media.Original;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Collects edits to an ISO image. Nothing is read before {@link #patch}, and nothing is written
 * before a verb of {@link IsoPatch}.
 *
 * <pre>{@code
 * IsoRemaster.of(Path.of("debian-12-netinst.iso"))
 *     .add("/preseed.cfg", Path.of("preseed.cfg"))
 *     .edit("/isolinux/isolinux.cfg", text -> text.replace("timeout 0", "timeout 1"))
 *     .patch()
 *     .writeIso(Path.of("unattended.iso"));
 * }</pre>
 *
 * <p>One path names the file in all trees of the image: ISO 9660, Rock Ridge, Joliet, and the
 * second set of trees of Ubuntu's layout. What is not edited stays where it is, byte for byte; the
 * volume label never changes. Edits apply in the order of the calls.
 *
 * <ul>
 *   <li>Replacing one path never changes another: a hard link whose data is replaced is one no
 *       longer, as if the file had been removed and added. {@link #chmod}, {@link #chown} and
 *       {@link #touch} change a file under all its names, as they do on a file system. The number
 *       of links that Rock Ridge tells stays right.
 *   <li>A replaced or renamed file keeps its mode, owner and times; new ones belong to root and are
 *       read-only.
 *   <li>Renaming moves no data. Links are neither followed nor changed: one that leads to what was
 *       renamed leads nowhere afterwards.
 *   <li>{@code /md5sum.txt}, where there is one, is brought up to date, unless it is edited itself.
 *   <li>The checksums in {@code /.treeinfo} (RHEL, Fedora) likewise. SUSE's lists are signed, and
 *       stay: {@link IsoPatch#notes} says what they no longer hold for.
 *   <li>The media checksum that Fedora and RHEL implant is taken anew, for which {@link #patch}
 *       reads the whole image, unless {@link #blankMediaCheck} is asked for. That of SUSE, which
 *       may be signed, is blanked: {@link IsoPatch#notes} says so.
 *   <li>Old data stays readable in the image's unused blocks.
 *   <li>In the layout of Ubuntu and Fedora, where an EFI system partition lies behind the volume's
 *       own partition, new data lies in the latter: in its unused blocks, if it is little, or else
 *       the other partitions move behind it.
 * </ul>
 *
 * <p>Not safe for use by several threads.
 */
public final class IsoRemaster {
  private final Path original;
  private final List<Consumer<ImageEditor>> edits = new ArrayList<>();
  private Optional<Instant> time = Optional.empty();

  private IsoRemaster(Path original) {
    this.original = Objects.requireNonNull(original);
  }

  public static IsoRemaster of(Path original) {
    return new IsoRemaster(original);
  }

  private IsoRemaster then(Consumer<ImageEditor> edit) {
    edits.add(edit);
    return this;
  }

  /** Adds a file; missing folders above it are made. */
  public IsoRemaster add(String path, byte[] content) {
    byte[] copy = content.clone();
    return then(e -> e.add(path, Content.of(copy)));
  }

  /** Adds a local file of any size, which must stay as it is until the patch is written. */
  public IsoRemaster add(String path, Path file) {
    return then(e -> e.add(path, Content.of(file)));
  }

  /** Adds a file with this text in UTF-8. */
  public IsoRemaster addText(String path, String text) {
    return add(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds a local folder with all that is in it: files, links, and empty folders. They keep their
   * permissions and times, and belong to root.
   *
   * @param path becomes that folder; if it is a folder already, it gets the other's content
   */
  public IsoRemaster addTree(String path, Path localFolder) {
    return addTree(path, localFolder, LocalAttributes.KEPT);
  }

  /** As {@link #addTree(String, Path)}. The local folder is read by {@link #patch}. */
  public IsoRemaster addTree(String path, Path localFolder, LocalAttributes attributes) {
    return then(e -> LocalTree.add(e, path, localFolder, attributes == LocalAttributes.KEPT));
  }

  /** What {@link #addTree} makes of a local file's permissions and time. */
  public enum LocalAttributes {
    /** They are those of the file in the image. */
    KEPT,
    /** They do not matter: files in the image are read-only, and of {@link IsoRemaster#time}. */
    IGNORED
  }

  /** Adds an empty folder; one that is there already is kept. */
  public IsoRemaster addFolder(String path) {
    return then(e -> e.addFolder(path));
  }

  /** Adds a symbolic link. Trees without Rock Ridge cannot show it. */
  public IsoRemaster addLink(String path, String target) {
    return then(e -> e.addLink(path, target));
  }

  /**
   * Adds a further name for an existing file. Both share the data, whatever its size, and the
   * attributes.
   *
   * @param existing a file, not a link or folder
   */
  public IsoRemaster addHardLink(String path, String existing) {
    return then(e -> e.addHardLink(path, existing));
  }

  /** Gives an existing file another content. */
  public IsoRemaster replace(String path, byte[] content) {
    byte[] copy = content.clone();
    return then(e -> e.replace(path, Content.of(copy)));
  }

  /** Gives an existing file the content of a local one. */
  public IsoRemaster replace(String path, Path file) {
    return then(e -> e.replace(path, Content.of(file)));
  }

  /** Gives an existing file this text in UTF-8. */
  public IsoRemaster replaceText(String path, String text) {
    return replace(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Changes the text of an existing file, which is UTF-8 before and after. */
  public IsoRemaster edit(String path, UnaryOperator<String> text) {
    return then(e -> e.replace(path, Content.of(edited(e.read(path), text))));
  }

  private static byte[] edited(byte[] content, UnaryOperator<String> text) {
    return text.apply(new String(content, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Edits the files in a FAT image that is a file of this image, as {@code /boot/grub/efi.img}. It
   * keeps its size and place; what boots it finds it as before.
   *
   * <p>The edits see those made before by other calls. As the others, they are made by {@link
   * #patch}, which throws {@link io.kvmsdk.error.ConflictException} if they do not fit: then
   * replace the FAT image by a larger one.
   */
  public IsoRemaster editFat(String path, Consumer<FatEditor> fat) {
    return then(e -> e.editFat(path, changes -> fat.accept(new FatEditor(changes))));
  }

  /**
   * Edits the files that UEFI firmware sees when it boots this image, as {@link #editFat}, wherever
   * they lie: in a file of the tree, or outside of it, as in Ubuntu's layout.
   *
   * <pre>{@code
   * remaster.editEfi(efi -> efi.edit("/EFI/debian/grub.cfg", text -> "set timeout=1
   * " + text));
   * }</pre>
   *
   * <p>Where firmware boots a CD and a USB stick from two copies, each is edited in turn.
   */
  public IsoRemaster editEfi(Consumer<FatEditor> efi) {
    return then(e -> e.editEfi(changes -> efi.accept(new FatEditor(changes))));
  }

  /** Removes a file, a link, or a folder with everything in it. */
  public IsoRemaster remove(String path) {
    return then(e -> e.remove(path));
  }

  /**
   * Blanks an implanted media checksum instead of taking it anew, which takes some two seconds for
   * each gigabyte. The installer's media check then finds none, and says so. Without effect on
   * images that have none.
   */
  public IsoRemaster blankMediaCheck() {
    return then(ImageEditor::blankMediaCheck);
  }

  /**
   * Gives a file, a link, or a folder with everything in it another name, another folder, or both.
   * Missing folders above {@code to} are made.
   */
  public IsoRemaster rename(String from, String to) {
    return then(e -> e.rename(from, to));
  }

  /**
   * Changes the permissions of a file or folder. An image without Rock Ridge has none, as {@link
   * IsoPatch#notes} then says.
   *
   * @param permissions as in {@code chmod}: 0 to 07777, octal
   */
  public IsoRemaster chmod(String path, int permissions) {
    return then(e -> e.chmod(path, permissions));
  }

  /**
   * Changes the owner of a file or folder. An image without Rock Ridge has none, as {@link
   * IsoPatch#notes} then says.
   *
   * @param uid the number of the user, 0 to 4,294,967,295
   * @param gid the number of the group, 0 to 4,294,967,295
   */
  public IsoRemaster chown(String path, long uid, long gid) {
    return then(e -> e.chown(path, uid, gid));
  }

  /**
   * Changes the time at which a file or folder was modified.
   *
   * @param modified in the years 1900 to 2155, kept to the second
   */
  public IsoRemaster touch(String path, Instant modified) {
    return then(e -> e.touch(path, modified));
  }

  /**
   * The time of new files and folders. By default that of the environment's {@code
   * SOURCE_DATE_EPOCH}, or else the volume's own date, so that equal edits give equal bytes.
   */
  public IsoRemaster time(Instant newTime) {
    time = Optional.of(newTime);
    return this;
  }

  /**
   * Plans all edits.
   *
   * @throws io.kvmsdk.error.NotFoundException if the image, or a file to be changed, does not exist
   * @throws io.kvmsdk.error.AlreadyExistsException if a path to be added, or renamed to, does
   * @throws io.kvmsdk.error.ConflictException if a path leads through a file, or names a link where
   *     a file is meant, or a folder is to be moved into itself
   * @throws io.kvmsdk.error.UnsupportedException if the newest session of the original has no copy
   *     of its descriptors at block 16, a file to be replaced is compressed, or a local tree holds
   *     a socket, pipe or device
   * @throws io.kvmsdk.iso.error.IsoFormatException if the original is not a sound ISO image
   */
  public IsoPatch patch() {
    Original identity = Original.of(original);
    FileTime modified = IsoPatch.modified(identity);
    try (ImageFile image = ImageFile.open(original)) {
      Volume volume = Volume.read(image).alterable();
      ImageEditor editor =
          new ImageEditor(image, volume, time.orElseGet(() -> SourceDate.of(volume.primary())));
      edits.forEach(edit -> edit.accept(editor));
      NewImage changed = ImageLayout.of(editor);
      return new IsoPatch(
          identity, modified, changed.length(), changed.differences(), List.copyOf(editor.notes()));
    }
  }

  @Override
  public String toString() {
    return "IsoRemaster of " + original + ", " + edits.size() + " edits";
  }
}
