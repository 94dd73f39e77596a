package io.kvmsdk.iso.internal.fat;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.iso.internal.fat.FatImages.Kind;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What mkfs.fat and mtools have made, read by us. */
@RequiresFatTools
class FatVolumeTest {
  @TempDir Path folder;

  private Map<String, byte[]> tree() {
    Map<String, byte[]> tree = new TreeMap<>();
    tree.put("/EFI", null);
    tree.put("/EFI/boot", null);
    tree.put("/EFI/boot/bootx64.efi", FatImages.noise(300_000, 1));
    tree.put("/EFI/boot/Grub-Config.with a very long name.cfg", FatImages.noise(2049, 2));
    tree.put("/EFI/debian", null);
    tree.put("/EFI/debian/grub.cfg", FatImages.noise(117, 3));
    tree.put("/EFI/debian/empty", new byte[0]);
    tree.put("/EFI/debian/" + "n".repeat(200), new byte[1]);
    tree.put("/EFI/debian/żółw ünï.txt", FatImages.noise(512, 4));
    tree.put("/wide", null);
    for (int i = 0; i < 120; i++) {
      tree.put("/wide/file-number-" + i + ".TXT", FatImages.noise(i * 3, i));
    }
    return tree;
  }

  private static void copyIn(Path image, Map<String, byte[]> tree, Path work) throws IOException {
    Files.createDirectory(work);
    for (var e : tree.entrySet()) {
      Path file = work.resolve(e.getKey().substring(1));
      if (e.getValue() == null) {
        Files.createDirectory(file);
      } else {
        Files.write(file, e.getValue());
        Files.setLastModifiedTime(file, FileTime.from(FatImages.TIME));
      }
    }
    Tool.runIn(work, "sh", "-c", "TZ=UTC mcopy -s -m -i " + image + " * ::/").orFail();
  }

  @ParameterizedTest
  @EnumSource
  void read_whenMtoolsWroteTheTree_findsAllOfIt(Kind kind) throws IOException {
    Path image = kind.make(folder);
    copyIn(image, tree(), folder.resolve("work"));

    FatVolume volume = FatImages.open(image);

    assertThat(volume.bpb().type()).isEqualTo(kind.type());
    FatImages.assertSame(FatImages.read(volume), tree());
    assertThat(volume.find("/EFI/debian/grub.cfg").orElseThrow().modified())
        .isEqualTo(FatImages.TIME);
    assertThat(Tool.run("mdir", "-i", image, "::/").orFail().output().replace(" ", ""))
        .contains(volume.free() + "bytesfree");
  }

  @Test
  void open_whenMformatMadeTheImage_readsIt() throws IOException {
    Path image = folder.resolve("fat.img");
    Tool.run("mformat", "-C", "-f", 2880, "-L", 9, "-i", image, "::").orFail();
    copyIn(image, tree(), folder.resolve("work"));

    FatImages.assertSame(FatImages.read(FatImages.open(image)), tree());
  }

  @Test
  void find_whenTheCaseDiffersOrTheAliasIsNamed_findsTheFile() throws IOException {
    Path image = Kind.FAT12.make(folder);
    copyIn(image, tree(), folder.resolve("work"));

    FatVolume volume = FatImages.open(image);

    assertThat(volume.find("efi/BOOT/BootX64.EFI").orElseThrow().path())
        .isEqualTo("/EFI/boot/bootx64.efi");
    assertThat(volume.find("/EFI/BOOT/GRUB-C~1.CFG").orElseThrow().path())
        .isEqualTo("/EFI/boot/Grub-Config.with a very long name.cfg");
    assertThat(volume.find("/EFI/boot/bootx64.efi/x")).isEmpty();
    assertThat(volume.find("/EFI/boot/missing")).isEmpty();
    assertThat(volume.find("/").orElseThrow().directory()).isTrue();
  }

  @Test
  void list_whenEntriesWereDeleted_showsTheOthers() throws IOException {
    Path image = Kind.FAT16.make(folder);
    copyIn(image, tree(), folder.resolve("work"));
    Tool.run("mdel", "-i", image, "::/EFI/debian/grub.cfg", "::/wide/file-number-5.TXT").orFail();

    FatVolume volume = FatImages.open(image);

    assertThat(volume.find("/EFI/debian/grub.cfg")).isEmpty();
    assertThat(volume.list("/wide")).hasSize(119);
    assertThat(volume.list("/").stream().map(FatEntry::path)).isEqualTo(List.of("/EFI", "/wide"));
  }

  @Test
  void open_whenTheImageLiesAmongOtherBytes_readsOnlyWhatTheBootSectorClaims() throws IOException {
    byte[] image = Files.readAllBytes(Kind.FAT12.make(folder));
    byte[] disk = FatImages.noise(4096 + image.length + 5000, 9);
    System.arraycopy(image, 0, disk, 4096, image.length);

    FatVolume volume =
        FatVolume.open(
            new io.kvmsdk.iso.internal.ecma119.ImageInMemory("disk", disk),
            4096,
            disk.length - 4096);

    assertThat(volume.length()).isEqualTo(image.length);
    assertThat(volume.list("/")).isEmpty();
  }

  @Test
  void modified_whenUnset_isTheEpoch() {
    assertThat(FatTime.decode(0, 0)).isEqualTo(Instant.EPOCH);
    assertThat(FatTime.decode(0xffff, 0xffff)).isEqualTo(Instant.EPOCH);
    assertThat(FatTime.decode(FatTime.date(FatImages.TIME), FatTime.time(FatImages.TIME)))
        .isEqualTo(FatImages.TIME);
    assertThat(FatTime.date(Instant.EPOCH)).isEqualTo(0x21);
  }
}
