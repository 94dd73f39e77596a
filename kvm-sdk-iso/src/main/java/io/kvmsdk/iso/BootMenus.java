package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kvmsdk.iso.BootMenu.Place;
import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.iso.internal.menu.GrubMenu;
import io.kvmsdk.iso.internal.menu.MenuEntry;
import io.kvmsdk.iso.internal.menu.SyslinuxMenu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the menus that BIOS and UEFI would show. */
final class BootMenus {
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
   * The menu beside UEFI's GRUB, of RHEL's kin and of SUSE. From a CD, GRUB reads that of the tree,
   * as its root is the whole medium (so measured under OVMF); from a stick, that of the ESP.
   */
  private static final String BESIDE_GRUB = "/EFI/BOOT/grub.cfg";

  private static final List<String> GRUB_FILES =
      List.of("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", BESIDE_GRUB);

  private final IsoImage image;
  private final Pattern installs;
  private final List<BootMenu> menus = new ArrayList<>();

  private BootMenus(IsoImage image, Pattern installs) {
    this.image = image;
    this.installs = installs;
  }

  /**
   * All menus of a medium, each with an entry that installs.
   *
   * @param installs found in the titles, in small letters, of entries that install
   */
  static List<BootMenu> of(IsoImage image, Pattern installs) {
    return new BootMenus(image, installs).all();
  }

  private List<BootMenu> all() {
    SYSLINUX_FILES.stream().filter(this::isFile).findFirst().ifPresent(this::addSyslinux);
    GRUB_FILES.stream().filter(this::isFile).forEach(path -> addGrub(Place.GRUB, path, read(path)));
    inEfi().ifPresent(text -> addGrub(Place.GRUB_IN_EFI, BESIDE_GRUB, text));
    if (menus.isEmpty()) {
      throw Distribution.unknown(
          image, "it has no boot menu at " + SYSLINUX_FILES + " or " + GRUB_FILES);
    }
    return List.copyOf(menus);
  }

  /** A boot image that is no sound FAT is none that we could edit, and may be none at all. */
  private Optional<String> inEfi() {
    try {
      return image
          .efi()
          .filter(efi -> efi.exists(BESIDE_GRUB))
          .map(efi -> text(efi.read(BESIDE_GRUB)));
    } catch (IsoFormatException e) {
      return Optional.empty();
    }
  }

  private void addSyslinux(String path) {
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    String text = read(path);
    List<MenuEntry> entries =
        SyslinuxMenu.entries(
            text,
            name ->
                Optional.of(name.startsWith("/") ? name : folder + name)
                    .filter(this::isFile)
                    .map(this::read));
    add(Place.SYSLINUX, path, text, entries);
  }

  private void addGrub(Place place, String path, String text) {
    if (!GrubMenu.handsOver(text)) {
      add(place, path, text, GrubMenu.entries(text));
    }
  }

  private void add(Place place, String path, String text, List<MenuEntry> entries) {
    MenuEntry install =
        MenuEntry.plainInstall(entries, installs)
            .orElseThrow(
                () -> Distribution.unknown(image, "it has no entry that installs in " + path));
    menus.add(new BootMenu(place, path, text, entries, install));
  }

  private boolean isFile(String path) {
    return image.find(path).filter(e -> e.kind() == IsoEntry.Kind.FILE).isPresent();
  }

  private String read(String path) {
    return text(image.read(path));
  }

  private static String text(byte[] content) {
    return new String(content, ISO_8859_1);
  }
}
