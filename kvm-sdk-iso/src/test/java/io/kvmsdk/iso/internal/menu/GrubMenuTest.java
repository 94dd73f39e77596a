package io.kvmsdk.iso.internal.menu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GrubMenuTest {
  /** Laid out as on Debian 12's network installer, cut down. */
  private static final String DEBIAN =
      """
      if [ x$feature_default_font_path = xy ] ; then
         font=unicode
      fi
      # menuentry 'Not an entry' {
      set theme=/boot/grub/theme/1
      menuentry --hotkey=g 'Graphical install' {
          set background_color=black
          linux    /install.amd/vmlinuz vga=788 --- quiet\s
          initrd   /install.amd/gtk/initrd.gz
      }
      menuentry --hotkey=i 'Install' {
          set background_color=black
          linux    /install.amd/vmlinuz vga=788 --- quiet\s
          initrd   /install.amd/initrd.gz
      }
      submenu --hotkey=a 'Advanced options ...' {
          set theme=/boot/grub/theme/1-1
          menuentry --hotkey=r '... Rescue mode' {
              linux    /install.amd/vmlinuz vga=788 rescue/enable=true --- quiet\s
              initrd   /install.amd/initrd.gz
          }
      }
      """;

  /** Laid out as on Ubuntu 18.04's server installer, cut down. */
  private static final String UBUNTU =
      """
      function gfxmode {
        set gfxpayload="${1}"
      }
      menuentry "Install Ubuntu Server" {
      	set gfxpayload=keep
      	linuxefi	/install/vmlinuz  file=/cdrom/preseed/ubuntu-server.seed $vt_handoff quiet \\
      	  "quoted" ---
      	initrdefi	/install/initrd.gz /extra.gz
      }
      menuentry "Boot from next volume" {
      	exit 1
      }
      menuentry "Rescue a broken system" {
      	linuxefi	/install/vmlinuz  rescue/enable=true ---
      	initrdefi	/install/initrd.gz
      }""";

  private static final Pattern INSTALLS = Pattern.compile("install");

  private static final UnattendedEntry ENTRY =
      new UnattendedEntry(
          "Unattended installation of web1",
          Optional.of("/answers.gz"),
          List.of("auto=true", "file=/cdrom/preseed.cfg", "ds=nocloud;s=/cdrom/"),
          List.of(),
          Set.of(),
          Duration.ofMillis(1900),
          false);

  @Test
  void entries_ofDebiansMenu_areThoseThatBootAKernel() {
    assertThat(GrubMenu.entries(DEBIAN))
        .extracting(MenuEntry::title, MenuEntry::depth)
        .containsExactly(
            tuple("Graphical install", 0), tuple("Install", 0), tuple("... Rescue mode", 1));
    assertThat(MenuEntry.plainInstall(GrubMenu.entries(DEBIAN), INSTALLS))
        .contains(
            new MenuEntry(
                "Install",
                0,
                "linux",
                "/install.amd/vmlinuz",
                List.of("/install.amd/initrd.gz"),
                List.of("vga=788", "---", "quiet")));
  }

  @Test
  void with_anEntry_putsItFirstAndMakesItStart() {
    MenuEntry template = MenuEntry.plainInstall(GrubMenu.entries(UBUNTU), INSTALLS).orElseThrow();

    assertThat(GrubMenu.with(ENTRY, template, UBUNTU))
        .isEqualTo(
            """
            menuentry 'Unattended installation of web1' --id unattended {
                linuxefi /install/vmlinuz $vt_handoff quiet quoted auto=true \
            file=/cdrom/preseed.cfg 'ds=nocloud;s=/cdrom/'
                initrdefi /install/initrd.gz /extra.gz /answers.gz
            }
            """
                + UBUNTU
                + """

                set default=unattended
                set timeout=1
                """);
  }

  /** A blank in a label: RHEL's GRUB takes it as it is, in quotes or not; others would not. */
  @Test
  void with_aLabelThatHasBlanks_writesThemAsTheMenuDoes() {
    String menu =
        """
        menuentry 'Install CentOS 7' --class red {
        	linuxefi /images/pxeboot/vmlinuz inst.stage2=hd:LABEL=CentOS\\x207\\x20x86_64 rd.live.check quiet
        	initrdefi /images/pxeboot/initrd.img
        }
        """;
    UnattendedEntry entry =
        new UnattendedEntry(
            "x",
            Optional.empty(),
            List.of("inst.ks=hd:LABEL=CentOS\\x207\\x20x86_64:/ks.cfg", "a\\b"),
            List.of(),
            Set.of("rd.live.check"),
            Duration.ZERO,
            false);

    assertThat(GrubMenu.with(entry, GrubMenu.entries(menu).get(0), menu))
        .contains(
            "    linuxefi /images/pxeboot/vmlinuz inst.stage2=hd:LABEL=CentOS\\x207\\x20x86_64 quiet"
                + " inst.ks=hd:LABEL=CentOS\\x207\\x20x86_64:/ks.cfg 'a\\b'\n");
  }

  @Test
  void handsOver_whenAScriptOnlyLeadsToAnother_isTrue() {
    assertThat(GrubMenu.handsOver("search --set=root\nsource $prefix/grub.cfg\n")).isTrue();
    assertThat(GrubMenu.handsOver(DEBIAN)).isFalse();
    assertThat(GrubMenu.handsOver(DEBIAN + "source more.cfg\n")).isFalse();
  }

  @Test
  void with_aSerialPort_setsItUpFirst() {
    MenuEntry template = GrubMenu.entries(DEBIAN).get(0);
    UnattendedEntry serial =
        new UnattendedEntry(
            "x", Optional.empty(), List.of(), List.of(), Set.of(), Duration.ZERO, true);

    assertThat(GrubMenu.with(serial, template, DEBIAN))
        .startsWith("if serial --unit=0 --speed=115200; then\n")
        .contains("    linux /install.amd/vmlinuz vga=788 --- quiet\n")
        .endsWith("set default=unattended\nset timeout=0\n");
  }

  @Test
  void plainInstall_whenNothingInstalls_isEmpty() {
    String live =
        """
        menuentry "Live system (install to disk)" {
          linux /live/vmlinuz boot=live
          initrd /live/initrd
        }
        menuentry "Memory test" {
          linux16 /memtest
        }
        """;

    assertThat(MenuEntry.plainInstall(GrubMenu.entries(live), INSTALLS)).isEmpty();
  }
}
