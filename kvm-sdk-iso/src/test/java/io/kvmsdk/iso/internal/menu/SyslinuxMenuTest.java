package io.kvmsdk.iso.internal.menu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SyslinuxMenuTest {
  /** Laid out as on Debian 12's network installer, cut down. */
  private static final Map<String, String> DEBIAN =
      Map.of(
          "isolinux.cfg",
          """
          # D-I config version 2.0
          path\s
          include menu.cfg
          default vesamenu.c32
          prompt 0
          timeout 0
          """,
          "menu.cfg",
          """
          menu hshift 4
          menu title Debian GNU/Linux installer menu (BIOS mode)
          include stdmenu.cfg
          include gtk.cfg
          include txt.cfg
          menu begin advanced
              menu label ^Advanced options
          	include stdmenu.cfg
          	label mainmenu
          		menu label ^Back..
          		menu exit
          	include adtxt.cfg
          menu end
          label help
          	menu label ^Help
          	text help
             label rescue in this text is no label
             kernel and append neither
          	endtext
          	config prompt.cfg
          include spk.cfg
          """,
          "stdmenu.cfg",
          "menu background splash.png\ninclude menu.cfg\n",
          "gtk.cfg",
          """
          default installgui
          label installgui
          	menu label ^Graphical install
          	menu default
          	kernel /install.amd/vmlinuz
          	append vga=788 initrd=/install.amd/gtk/initrd.gz --- quiet\s
          """,
          "txt.cfg",
          """
          label install
          	menu label ^Install
          	kernel /install.amd/vmlinuz
          	append vga=788 initrd=/install.amd/initrd.gz --- quiet\s
          """,
          "adtxt.cfg",
          """
          LABEL expert
          	MENU LABEL E^xpert install
          	KERNEL /install.amd/vmlinuz
          	INITRD /install.amd/initrd.gz,/more.gz
          	APPEND priority=low vga=788 ---
          """,
          "spk.cfg",
          """
          label installspk
          	menu label Install with ^speech synthesis
          	linux /install.amd/vmlinuz
          	append vga=788 initrd=/install.amd/initrd.gz speakup.synth=soft --- quiet
          timeout 300
          ontimeout /install.amd/vmlinuz vga=788 initrd=/install.amd/gtk/initrd.gz --- quiet
          """);

  private static final Pattern INSTALLS = Pattern.compile("install");

  private static final UnattendedEntry ENTRY =
      new UnattendedEntry(
          "Unattended installation of web1",
          Optional.of("/answers.gz"),
          List.of("auto=true", "vga=normal", "console=ttyS0,115200n8"),
          List.of("console=ttyS0,115200n8"),
          Set.of(),
          Duration.ofMillis(1500),
          true);

  private static List<MenuEntry> debian() {
    return SyslinuxMenu.entries(
        DEBIAN.get("isolinux.cfg"), name -> Optional.ofNullable(DEBIAN.get(name)));
  }

  @Test
  void entries_whenFilesIncludeEachOther_areThoseThatBootAKernel() {
    assertThat(debian())
        .containsExactly(
            new MenuEntry(
                "Graphical install",
                0,
                "kernel",
                "/install.amd/vmlinuz",
                List.of("/install.amd/gtk/initrd.gz"),
                List.of("vga=788", "---", "quiet")),
            new MenuEntry(
                "Install",
                0,
                "kernel",
                "/install.amd/vmlinuz",
                List.of("/install.amd/initrd.gz"),
                List.of("vga=788", "---", "quiet")),
            new MenuEntry(
                "Expert install",
                1,
                "kernel",
                "/install.amd/vmlinuz",
                List.of("/install.amd/initrd.gz", "/more.gz"),
                List.of("priority=low", "vga=788", "---")),
            new MenuEntry(
                "Install with speech synthesis",
                0,
                "linux",
                "/install.amd/vmlinuz",
                List.of("/install.amd/initrd.gz"),
                List.of("vga=788", "speakup.synth=soft", "---", "quiet")));
  }

  @Test
  void plainInstall_ofDebiansMenu_isTheTextInstaller() {
    assertThat(MenuEntry.plainInstall(debian(), INSTALLS))
        .map(MenuEntry::title)
        .contains("Install");
  }

  @Test
  void with_anEntry_addsItAtTheEndAndMakesItStart() {
    MenuEntry template = MenuEntry.plainInstall(debian(), INSTALLS).orElseThrow();
    String main = DEBIAN.get("isolinux.cfg");

    assertThat(SyslinuxMenu.with(ENTRY, template, main))
        .isEqualTo(
            "serial 0 115200\n"
                + main
                + """

                label unattended
                	menu label Unattended installation of web1
                	menu default
                	kernel /install.amd/vmlinuz
                	append initrd=/install.amd/initrd.gz,/answers.gz auto=true vga=normal \
                console=ttyS0,115200n8 --- quiet console=ttyS0,115200n8
                default unattended
                ontimeout unattended
                prompt 0
                timeout 15
                """);
  }

  @Test
  void with_whenTheMenuHasASerialPort_keepsThat() {
    MenuEntry template = debian().get(0);

    assertThat(SyslinuxMenu.with(ENTRY, template, "SERIAL 1 9600")).startsWith("SERIAL 1 9600\n");
  }
}
