package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.patch.ImageEditor;
import io.kvmsdk.iso.internal.patch.ImageLayout;
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
 *   <li>Replacing one path never changes another: data that several paths share is split.
 *   <li>A replaced file keeps its name, mode, owner and times; new ones belong to root and are
 *       read-only.
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

  /** Adds an empty folder; one that is there already is kept. */
  public IsoRemaster addFolder(String path) {
    return then(e -> e.addFolder(path));
  }

  /** Adds a symbolic link. Trees without Rock Ridge cannot show it. */
  public IsoRemaster addLink(String path, String target) {
    return then(e -> e.addLink(path, target));
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

  /** Changes the text of an existing file, which is UTF-8 before and after. */
  public IsoRemaster edit(String path, UnaryOperator<String> text) {
    return then(e -> e.replace(path, Content.of(edited(e.read(path), text))));
  }

  private static byte[] edited(byte[] content, UnaryOperator<String> text) {
    return text.apply(new String(content, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
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
   * @throws io.kvmsdk.error.NotFoundException if the image, or a file to be replaced, edited or
   *     removed, does not exist
   * @throws io.kvmsdk.error.AlreadyExistsException if a path to be added does
   * @throws io.kvmsdk.error.ConflictException if a path leads through a file, or names a link where
   *     a file is meant
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
