package io.kvmsdk.examples.kvm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kvmsdk.iso.IsoBuilder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * An ISO laid out like Debian's installer, for machines that have no real one at hand: boot menus
 * for BIOS and UEFI, a kernel, an initrd, a pool of packages, checksums. It installs nothing. Its
 * boot image for BIOS prints that; what stands in for kernel, initrd, packages and UEFI's boot
 * image is noise or text.
 */
final class SampleInstaller {
  private static final String CONFESSION =
      "This is the sample installer of kvm-sdk's quickstart. It installs nothing.\r\n";

  private static final String BIOS_IMAGE = "/isolinux/isolinux.bin";
  private static final String UEFI_IMAGE = "/boot/grub/efi.img";
  private static final int MIB = 1 << 20;

  private static final String ISOLINUX_CFG =
      """
      path
      include menu.cfg
      default vesamenu.c32
      prompt 0
      timeout 0
      """;

  private static final String MENU_CFG =
      """
      menu title Sample installer menu (BIOS mode)
      include txt.cfg
      """;

  private static final String TXT_CFG =
      """
      label install
      \tmenu label ^Install
      \tkernel /install.amd/vmlinuz
      \tappend vga=788 initrd=/install.amd/initrd.gz --- quiet
      """;

  private static final String GRUB_CFG =
      """
      set timeout=-1
      menuentry --hotkey=i 'Install' {
          set background_color=black
          linux    /install.amd/vmlinuz vga=788 --- quiet
          initrd   /install.amd/initrd.gz
      }
      """;

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Random noise = new Random(1);

  private SampleInstaller() {}

  /** Writes the image, some 7 MiB and always the same bytes, to {@code target}. */
  static void write(Path target) {
    SampleInstaller sample = new SampleInstaller();
    sample.fill();
    IsoBuilder iso =
        IsoBuilder.labelled("KVM-SDK SAMPLE").biosBoot(BIOS_IMAGE).uefiBoot(UEFI_IMAGE);
    sample.files.forEach(iso::add);
    iso.addLink("/dists/stable", "sample").addLink("/debian", ".").write(target);
  }

  private void fill() {
    text("/.disk/info", "Debian-like sample of kvm-sdk's quickstart; it installs nothing");
    text("/README.txt", CONFESSION);
    text("/isolinux/isolinux.cfg", ISOLINUX_CFG);
    text("/isolinux/menu.cfg", MENU_CFG);
    text("/isolinux/txt.cfg", TXT_CFG);
    text("/boot/grub/grub.cfg", GRUB_CFG);
    text(UEFI_IMAGE, CONFESSION);
    noise("/install.amd/vmlinuz", 2 * MIB);
    noise("/install.amd/initrd.gz", 3 * MIB);
    text("/dists/sample/Release", "Origin: kvm-sdk\nSuite: sample\n");
    for (String name : new String[] {"base-files", "linux-image-amd64", "openssh-server"}) {
      noise("/pool/main/" + name.charAt(0) + "/" + name + "/" + name + "_1.0_amd64.deb", MIB / 2);
    }
    text("/md5sum.txt", checksums());
    files.put(BIOS_IMAGE, biosImage()); // IsoBuilder writes into it, so it has no checksum
  }

  private void text(String path, String content) {
    files.put(path, content.getBytes(US_ASCII));
  }

  private void noise(String path, int length) {
    byte[] content = new byte[length];
    noise.nextBytes(content);
    files.put(path, content);
  }

  /** As {@code md5sum} prints it, with paths relative to the medium. */
  private String checksums() {
    return files.entrySet().stream()
        .map(f -> md5(f.getValue()) + "  ." + f.getKey() + "\n")
        .collect(Collectors.joining());
  }

  private static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has MD5", e);
    }
  }

  /**
   * A program for the BIOS, which loads it at 7C00h: prints a line, then halts. It jumps over the
   * first 64 bytes, as they hold the boot information table.
   */
  private static byte[] biosImage() {
    byte[] image = new byte[2048];
    byte[] jump = HexFormat.of().parseHex("eb3e"); //     jmp 40h
    byte[] program =
        HexFormat.of()
            .parseHex(
                "31c08ed8fcbe597c" // xor ax,ax; mov ds,ax; cld; mov si,7C59h
                    + "ac84c07409" // next: lodsb; test al,al; jz halt
                    + "b40ebb0700cd10ebf2" // mov ah,0Eh; mov bx,7; int 10h; jmp next
                    + "f4ebfd"); // halt: hlt; jmp halt
    byte[] text = CONFESSION.getBytes(US_ASCII);
    System.arraycopy(jump, 0, image, 0, jump.length);
    System.arraycopy(program, 0, image, 0x40, program.length);
    System.arraycopy(text, 0, image, 0x59, text.length);
    return image;
  }
}
