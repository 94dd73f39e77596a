package io.kvmsdk.iso;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small bootable images, as xorriso makes them of one tree with various options. */
final class Xorriso {
  private static final String GRUB = "/usr/lib/grub/i386-pc";

  /** Words of options that several images have in common. */
  static final String ISOLINUX =
      " -b isolinux/isolinux.bin -c isolinux/boot.cat -boot-load-size 4 -boot-info-table"
          + " -no-emul-boot";

  static final String ISOHYBRID = " -isohybrid-mbr /usr/lib/ISOLINUX/isohdpfx.bin" + ISOLINUX;

  static final String GRUB2 =
      " --grub2-mbr "
          + GRUB
          + "/boot_hybrid.img -b boot/grub/eltorito.img -c boot.cat -no-emul-boot -boot-load-size 4"
          + " -boot-info-table --grub2-boot-info";

  static final String EFI_IN_TREE = " -eltorito-alt-boot -e boot/grub/efi.img -no-emul-boot";
  static final String EFI_APPENDED =
      " -eltorito-alt-boot -e --interval:appended_partition_2:all:: -no-emul-boot";
  static final String ESP_TYPE = "28732ac11ff8d211ba4b00a0c93ec93b";
  static final String BASIC_DATA = "a2a0d0ebe5b9334487c068b6b72699c7";

  private final Path folder;
  private final Path tree;
  private final Path esp;

  /** Makes the tree that the images will hold. */
  Xorriso(Path folder) throws IOException {
    this.folder = folder;
    this.tree = Files.createDirectories(folder.resolve("tree"));
    this.esp = fat(folder.resolve("esp.img"), 1440);
    put("isolinux/isolinux.bin", Files.readAllBytes(Path.of("/usr/lib/ISOLINUX/isolinux.bin")));
    put("boot/grub/efi.img", Files.readAllBytes(esp));
    put("boot/grub/grub.cfg", "set timeout=3\n".getBytes(StandardCharsets.US_ASCII));
    put("data.bin", random(300_000, 1));
    Path core = tree.resolve("boot/grub/eltorito.img");
    Tool.run("grub-mkimage", "-O", "i386-pc-eltorito", "-p", "/boot/grub", "-o", core, "iso9660")
        .orFail();
  }

  void put(String path, byte[] content) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  /** An image of a FAT file system with nothing but a label. */
  static Path fat(Path file, int kibibytes) {
    Tool.run("mkfs.fat", "-C", "-n", "ESP", "-i", "20240703", "--invariant", file, kibibytes)
        .orFail();
    return file;
  }

  static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Makes an image; the word {@code ESP} among the options stands for the partition to append. */
  Path make(String options) {
    Path iso = folder.resolve("original.iso");
    List<Object> words =
        new ArrayList<>(List.of("xorriso", "-as", "mkisofs", "-quiet", "-r", "-J", "-V", "UPKEEP"));
    for (String word : options.strip().split(" +")) {
      words.add(word.equals("ESP") ? esp : word);
    }
    words.addAll(List.of("-o", iso, tree));
    Tool.run(words.toArray()).orFail();
    return iso;
  }
}
