package io.kvmsdk.iso;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.installer.Installer;
import io.kvmsdk.iso.internal.installer.Seed;
import io.kvmsdk.iso.internal.menu.UnattendedEntry;
import io.kvmsdk.unattended.AnswerFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A distribution's installer, which this library knows how to start unattended.
 *
 * <pre>{@code
 * IsoPatch patch =
 *     InstallerIso.open(Path.of("debian-12-netinst.iso"))
 *         .unattended(u -> u.answers(preseed).serialConsole());
 * patch.writeIso(Path.of("web1.iso"));
 * }</pre>
 *
 * <p>Known are the installers of
 *
 * <ul>
 *   <li>Debian, and Ubuntus that have Debian's installer: a preseed file;
 *   <li>Ubuntu since 20.04: autoinstall, as user data;
 *   <li>Fedora, RHEL and their kin: kickstart;
 *   <li>openSUSE up to Leap 15, and SLES up to 15: AutoYaST;
 *   <li>Alpine: setup-alpine's answers.
 * </ul>
 *
 * <p>Whose a medium is, it tells itself by files at its root, as {@code /.disk/info} or {@code
 * /.treeinfo}. Immutable; the file is read in {@link #open} and again in {@link #unattended}.
 */
public final class InstallerIso {
  /** Whose installer it is. */
  public enum Family {
    DEBIAN,
    UBUNTU,
    /** Fedora, RHEL, CentOS and all that is built from them. */
    RHEL,
    /** openSUSE and SUSE Linux Enterprise, as long as YaST installs them. */
    SUSE,
    ALPINE
  }

  /** Names that isolinux, which reads plain ISO 9660, finds as they are: eight and three. */
  private static final String ANSWERS_INITRD = "/answers.gz";

  /** x86's COMMAND_LINE_SIZE, less the NUL and the BOOT_IMAGE that boot loaders add. */
  private static final int LONGEST_COMMAND_LINE = 1900;

  private final Path file;
  private final String volumeId;
  private final Distribution distribution;
  private final List<BootMenu> menus;

  private InstallerIso(
      Path file, String volumeId, Distribution distribution, List<BootMenu> menus) {
    this.file = file;
    this.volumeId = volumeId;
    this.distribution = distribution;
    this.menus = menus;
  }

  /**
   * Looks at an installer's medium, and tells whose it is.
   *
   * @throws UnsupportedException if it is no installer that is known here; it says what was found
   * @throws io.kvmsdk.iso.error.IsoFormatException if the file is not an ISO image
   * @throws io.kvmsdk.error.NotFoundException if there is no such file
   */
  public static InstallerIso open(Path file) {
    try (IsoImage image = IsoImage.open(file)) {
      Distribution distribution = Distribution.of(image);
      List<BootMenu> menus = BootMenus.of(image, distribution.installer().installs());
      return new InstallerIso(file, image.volumeId(), distribution, menus);
    }
  }

  public Family family() {
    return distribution.family();
  }

  /** What the medium says of itself, as {@code Debian GNU/Linux 12.5.0 "Bookworm" …}. */
  public String description() {
    return distribution.description();
  }

  /** The answers that its installer reads. */
  public AnswerFile.Kind answers() {
    return distribution.installer().reads();
  }

  /**
   * Plans a medium that installs by itself: under BIOS and UEFI its boot menu has one more entry,
   * which starts after {@linkplain Unattended#timeout a second} and gives the answers to the
   * installer. The other entries stay as they are.
   *
   * @throws InvalidSpecException with all that is wrong with {@code settings} at once
   * @throws ConflictException if the medium has been made unattended before
   */
  public IsoPatch unattended(Consumer<Unattended> settings) {
    Unattended unattended = new Unattended();
    settings.accept(unattended);
    unattended.check(distribution.installer());
    if (menus.stream().anyMatch(BootMenu::unattended)) {
      throw new ConflictException(
          subject(file), "it already installs unattended", "Start from the original medium");
    }
    Seed seed =
        distribution.installer().seed(unattended.answers(), unattended.onMedium(), volumeId);
    UnattendedEntry entry = entry(unattended, seed);
    IsoRemaster remaster = IsoRemaster.of(file);
    seed.onMedium().forEach(remaster::add);
    seed.inInitrd().ifPresent(archive -> remaster.add(ANSWERS_INITRD, archive.toGzip()));
    for (BootMenu menu : menus) {
      checkLength(menu.commandLine(entry));
      menu.add(entry, remaster);
    }
    unattended.files().forEach(remaster::add);
    return remaster.patch();
  }

  private UnattendedEntry entry(Unattended unattended, Seed seed) {
    Installer installer = distribution.installer();
    String name =
        unattended.name().isEmpty()
            ? installer.hostname(unattended.answers()).orElse("")
            : unattended.name();
    List<String> arguments = new ArrayList<>(seed.arguments());
    arguments.addAll(unattended.installerArguments(installer));
    return new UnattendedEntry(
        UnattendedEntry.TITLE + (name.matches("[A-Za-z0-9._ -]+") ? " of " + name : ""),
        seed.inInitrd().map(archive -> ANSWERS_INITRD),
        arguments,
        unattended.systemArguments(installer),
        installer.unwanted(),
        unattended.timeout(),
        unattended.serial());
  }

  private void checkLength(String commandLine) {
    if (commandLine.length() > LONGEST_COMMAND_LINE) {
      throw InvalidSpecException.of(
          subject(file),
          "the kernel's command line would have %d characters, and at most %d are read whole"
              .formatted(commandLine.length(), LONGEST_COMMAND_LINE));
    }
  }

  static Subject subject(Path file) {
    return Subject.of("ISO image", file);
  }

  @Override
  public String toString() {
    return "InstallerIso " + file + " (" + description() + ")";
  }
}
