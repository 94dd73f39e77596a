package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kvmsdk.iso.internal.menu.GrubMenu;
import io.kvmsdk.iso.internal.menu.MenuEntry;
import io.kvmsdk.iso.internal.menu.SyslinuxMenu;
import io.kvmsdk.iso.internal.menu.UnattendedEntry;
import java.util.List;

/**
 * A boot loader's menu on a medium, and its entry that installs. Text is taken as ISO 8859-1, so
 * that what is not edited keeps its bytes, whatever they mean.
 */
record BootMenu(Place place, String path, String text, List<MenuEntry> entries, MenuEntry install) {
  /** Where a menu's file is, which also tells its language. */
  enum Place {
    /** Of isolinux, in the tree. */
    SYSLINUX,
    /** Of GRUB, in the tree. */
    GRUB,
    /** Of GRUB, in the file system that UEFI boots. */
    GRUB_IN_EFI
  }

  /** Whether the entry is there already. */
  boolean unattended() {
    return entries.stream().anyMatch(e -> e.title().startsWith(UnattendedEntry.TITLE));
  }

  void add(UnattendedEntry entry, IsoRemaster remaster) {
    switch (place) {
      case SYSLINUX -> remaster.replace(path, bytes(SyslinuxMenu.with(entry, install, text)));
      case GRUB -> remaster.replace(path, bytes(GrubMenu.with(entry, install, text)));
      case GRUB_IN_EFI ->
          remaster.editEfi(efi -> efi.replace(path, bytes(GrubMenu.with(entry, install, text))));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  String commandLine(UnattendedEntry entry) {
    return String.join(" ", entry.arguments(install));
  }
}
