package io.kvmsdk.iso;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.cpio.CpioArchive;
import io.kvmsdk.iso.internal.menu.UnattendedEntry;
import io.kvmsdk.unattended.AnswerFile;
import io.kvmsdk.unattended.Preseed;
import io.kvmsdk.unattended.PreseedFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * <p>The Debian family is known: Debian itself, and the releases of Ubuntu that have Debian's
 * installer. Immutable; the file is read in {@link #open} and again in {@link #unattended}.
 */
public final class InstallerIso {
  /** Whose installer it is. */
  public enum Family {
    DEBIAN,
    UBUNTU
  }

  /** Names that isolinux, which reads plain ISO 9660, finds as they are: eight and three. */
  private static final String ANSWERS_INITRD = "/answers.gz";

  private static final String ANSWERS_ON_MEDIUM = "/preseed.cfg";

  /** x86's COMMAND_LINE_SIZE, less the NUL and the BOOT_IMAGE that boot loaders add. */
  private static final int LONGEST_COMMAND_LINE = 1900;

  private final Path file;
  private final Family family;
  private final String description;
  private final List<BootMenu> menus;

  private InstallerIso(Path file, Family family, String description, List<BootMenu> menus) {
    this.file = file;
    this.family = family;
    this.description = description;
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
      return new InstallerIso(
          file, distribution.family(), distribution.description(), BootMenu.all(image));
    }
  }

  public Family family() {
    return family;
  }

  /** What the medium says of itself, as {@code Debian GNU/Linux 12.5.0 "Bookworm" …}. */
  public String description() {
    return description;
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
    unattended.check(AnswerFile.Kind.PRESEED);
    if (menus.stream().anyMatch(BootMenu::unattended)) {
      throw new ConflictException(
          subject(file), "it already installs unattended", "Start from the original medium");
    }
    PreseedFile preseed = Preseed.parse(unattended.answers().render());
    UnattendedEntry entry = entry(unattended, preseed);
    IsoRemaster remaster = IsoRemaster.of(file);
    byte[] answers = preseed.render().getBytes(StandardCharsets.UTF_8);
    if (unattended.onMedium()) {
      remaster.add(ANSWERS_ON_MEDIUM, answers);
    } else {
      remaster.add(ANSWERS_INITRD, CpioArchive.EMPTY.with("preseed.cfg", answers).toGzip());
    }
    for (BootMenu menu : menus) {
      checkLength(menu.commandLine(entry));
      remaster.replace(menu.path(), menu.with(entry));
    }
    unattended.files().forEach(remaster::add);
    return remaster.patch();
  }

  private static UnattendedEntry entry(Unattended unattended, PreseedFile preseed) {
    String name =
        unattended.name().isEmpty()
            ? preseed.answer("netcfg/get_hostname").orElse("")
            : unattended.name();
    List<String> arguments = new ArrayList<>(List.of("auto=true", "priority=critical"));
    if (unattended.onMedium()) {
      arguments.add("file=/cdrom" + ANSWERS_ON_MEDIUM);
      arguments.addAll(askedBeforeTheMedium(preseed));
    }
    arguments.addAll(unattended.installerArguments());
    return new UnattendedEntry(
        UnattendedEntry.TITLE + (name.matches("[A-Za-z0-9._ -]+") ? " of " + name : ""),
        unattended.onMedium() ? Optional.empty() : Optional.of(ANSWERS_INITRD),
        arguments,
        unattended.systemArguments(),
        unattended.timeout(),
        unattended.serial());
  }

  /** Questions that come before the medium is mounted, where they are not put off. */
  private static List<String> askedBeforeTheMedium(PreseedFile preseed) {
    List<String> arguments = new ArrayList<>();
    for (String question :
        List.of("debian-installer/locale", "keyboard-configuration/xkb-keymap")) {
      preseed
          .answer(question)
          .filter(value -> value.matches("[A-Za-z0-9_.@-]+"))
          .ifPresent(value -> arguments.add(question + "=" + value));
    }
    return arguments;
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
    return "InstallerIso " + file + " (" + description + ")";
  }
}
