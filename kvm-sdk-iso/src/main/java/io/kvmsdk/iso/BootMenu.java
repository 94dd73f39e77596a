package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kvmsdk.iso.internal.menu.GrubMenu;
import io.kvmsdk.iso.internal.menu.MenuEntry;
import io.kvmsdk.iso.internal.menu.SyslinuxMenu;
import io.kvmsdk.iso.internal.menu.UnattendedEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** Where isolinux looks for its main file, in its order. */
  private static final List<String> SYSLINUX_FILES =
      List.of(
          "/boot/isolinux/isolinux.cfg",
          "/isolinux/isolinux.cfg",
          "/isolinux.cfg",
          "/boot/syslinux/syslinux.cfg",
          "/syslinux/syslinux.cfg",
          "/syslinux.cfg");

  private static final List<String> GRUB_FILES = List.of("/boot/grub/grub.cfg");

  /** The menus that a BIOS and UEFI would show. */
  static List<BootMenu> all(IsoImage image) {
    List<BootMenu> menus = new ArrayList<>();
    first(image, SYSLINUX_FILES).ifPresent(path -> menus.add(syslinux(image, path)));
    first(image, GRUB_FILES).ifPresent(path -> menus.add(grub(image, path)));
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

  private static BootMenu syslinux(IsoImage image, String path) {
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    String text = read(image, path);
    List<MenuEntry> entries =
        SyslinuxMenu.entries(
            text,
            name ->
                Optional.of(name.startsWith("/") ? name : folder + name)
                    .filter(included -> isFile(image, included))
                    .map(included -> read(image, included)));
    return of(image, Language.SYSLINUX, path, text, entries);
  }

  private static BootMenu grub(IsoImage image, String path) {
    String text = read(image, path);
    return of(image, Language.GRUB, path, text, GrubMenu.entries(text));
  }

  private static BootMenu of(
      IsoImage image, Language language, String path, String text, List<MenuEntry> entries) {
    MenuEntry install =
        MenuEntry.plainInstall(entries)
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
