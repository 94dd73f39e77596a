package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kvmsdk.iso.internal.menu.GrubMenu;
import io.kvmsdk.iso.internal.menu.MenuEntry;
import io.kvmsdk.iso.internal.menu.SyslinuxMenu;
import io.kvmsdk.iso.internal.menu.UnattendedEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A boot loader's menu on a medium, and its entry that installs. Text is taken as ISO 8859-1, so
 * that what is not edited keeps its bytes, whatever they mean.
 */
record BootMenu(
    Language language, String path, String text, List<MenuEntry> entries, MenuEntry install) {
  private enum Language {
    SYSLINUX,
    GRUB
  }

  /** Where isolinux looks for its main file, in its order: SUSE's is told of its own folder. */
  private static final List<String> SYSLINUX_FILES =
      List.of(
          "/boot/x86_64/loader/isolinux.cfg",
          "/boot/i386/loader/isolinux.cfg",
          "/boot/isolinux/isolinux.cfg",
          "/isolinux/isolinux.cfg",
          "/isolinux.cfg",
          "/boot/syslinux/syslinux.cfg",
          "/syslinux/syslinux.cfg",
          "/syslinux.cfg");

  /**
   * Where GRUB's menus are. The last is read by UEFI's GRUB of RHEL's kin and SUSE: from the tree
   * where the firmware boots a CD, as GRUB then takes the whole medium for its root (so measured
   * under OVMF); from the ESP where it boots a stick.
   */
  private static final List<String> GRUB_FILES =
      List.of("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/EFI/BOOT/grub.cfg");

  /**
   * The menus that a BIOS and UEFI would show.
   *
   * @param installs found in the titles, in small letters, of entries that install
   */
  static List<BootMenu> all(IsoImage image, Pattern installs) {
    List<BootMenu> menus = new ArrayList<>();
    first(image, SYSLINUX_FILES).ifPresent(path -> menus.add(syslinux(image, path, installs)));
    for (String path : GRUB_FILES) {
      if (isFile(image, path) && !GrubMenu.handsOver(read(image, path))) {
        menus.add(grub(image, path, installs));
      }
    }
    if (menus.isEmpty()) {
      throw Distribution.unknown(
          image, "it has no boot menu at " + SYSLINUX_FILES + " or " + GRUB_FILES);
    }
    return menus;
  }

  private static Optional<String> first(IsoImage image, List<String> paths) {
    return paths.stream().filter(path -> isFile(image, path)).findFirst();
  }

  private static boolean isFile(IsoImage image, String path) {
    return image.find(path).filter(e -> e.kind() == IsoEntry.Kind.FILE).isPresent();
  }

  private static BootMenu syslinux(IsoImage image, String path, Pattern installs) {
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    String text = read(image, path);
    List<MenuEntry> entries =
        SyslinuxMenu.entries(
            text,
            name ->
                Optional.of(name.startsWith("/") ? name : folder + name)
                    .filter(included -> isFile(image, included))
                    .map(included -> read(image, included)));
    return of(image, Language.SYSLINUX, path, text, entries, installs);
  }

  private static BootMenu grub(IsoImage image, String path, Pattern installs) {
    String text = read(image, path);
    return of(image, Language.GRUB, path, text, GrubMenu.entries(text), installs);
  }

  private static BootMenu of(
      IsoImage image,
      Language language,
      String path,
      String text,
      List<MenuEntry> entries,
      Pattern installs) {
    MenuEntry install =
        MenuEntry.plainInstall(entries, installs)
            .orElseThrow(
                () -> Distribution.unknown(image, "it has no entry that installs in " + path));
    return new BootMenu(language, path, text, entries, install);
  }

  private static String read(IsoImage image, String path) {
    return new String(image.read(path), ISO_8859_1);
  }

  /** Whether the entry is there already. */
  boolean unattended() {
    return entries.stream().anyMatch(e -> e.title().startsWith(UnattendedEntry.TITLE));
  }

  /** The file with {@code entry} added. */
  byte[] with(UnattendedEntry entry) {
    String changed =
        switch (language) {
          case SYSLINUX -> SyslinuxMenu.with(entry, install, text);
          case GRUB -> GrubMenu.with(entry, install, text);
        };
    return changed.getBytes(ISO_8859_1);
  }

  String commandLine(UnattendedEntry entry) {
    return String.join(" ", entry.arguments(install));
  }
}
