package io.kvmsdk.iso.internal.systemarea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables too large or too odd for a whole image; sgdisk makes and judges them. */
@RequiresTool(
    value = {"sgdisk", "--version"},
    debianPackage = "gdisk")
@RequiresTool(
    value = {"sfdisk", "--version"},
    debianPackage = "fdisk")
class SystemAreaTest {
  private static final long TEBIBYTE = 1L << 40;
  private static final long MEBIBYTE = 1 << 20;

  @TempDir Path folder;

  /** A file without content, which takes no room. */
  private Path sparse(long length) throws IOException {
    Path file = folder.resolve("sparse.img");
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(length);
    }
    return file;
  }

  private static void grow(Path file, long length) throws IOException {
    byte[] area;
    byte[] tail;
    try (ImageFile image = ImageFile.open(file)) {
      SystemArea systemArea = new SystemArea(image);
      systemArea.resize(length / 2048, Set.of(), Set.of());
      area = systemArea.bytes();
      tail = systemArea.tail();
    }
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(length);
      disk.write(area);
      disk.seek(length - tail.length);
      disk.write(tail);
    }
  }

  private static int protectedSectors(Path file) throws IOException {
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "r")) {
      disk.seek(446 + 12);
      return Integer.reverseBytes(disk.readInt());
    }
  }

  @Test
  void resize_whenTheImageExceeds2TiB_protectsAsMuchAsCanBeSaid() throws IOException {
    Path file = sparse(2 * TEBIBYTE - MEBIBYTE);
    Tool.run("sgdisk", "-n", "1:0:0", file).orFail();
    assertThat(protectedSectors(file)).isNotEqualTo(-1);

    grow(file, 2 * TEBIBYTE + 8 * MEBIBYTE);

    assertThat(Tool.run("sgdisk", "-v", file).orFail().output()).contains("No problems found");
    assertThat(protectedSectors(file)).isEqualTo(0xFFFFFFFF);
    assertThat(Tool.run("sgdisk", "-i", "1", file).output())
        .contains("Last sector: " + (4294967295L + 1 + 16384 - 34));
  }

  @Test
  void resize_whenAnMbrPartitionWouldExceed2TiB_isRefused() throws IOException {
    Path file = sparse(2 * TEBIBYTE - MEBIBYTE);
    sfdisk(file, "label: dos\\nstart=2048, type=17\\n");

    assertThatThrownBy(() -> grow(file, 2 * TEBIBYTE + 8 * MEBIBYTE))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("2 TiB");
  }

  private static void sfdisk(Path file, String script) {
    Tool.run("sh", "-c", "printf '" + script + "' | sfdisk -q " + file).orFail();
  }

  @Test
  void resize_whenTheEntriesLieElsewhere_findsThem() throws IOException {
    Path file = sparse(64 * MEBIBYTE);
    Tool.run("sgdisk", "-n", "1:0:0", "--move-main-table=20", file).orFail();

    grow(file, 80 * MEBIBYTE);

    assertThat(Tool.run("sgdisk", "-v", file).orFail().output()).contains("No problems found");
    assertThat(Tool.run("sgdisk", "-p", file).output())
        .contains("Main partition table begins at sector 20")
        .contains("last usable sector is " + (80 * 2048 - 34));
  }

  @Test
  void resize_whenTheTableIsNotSound_leavesItAlone() throws IOException {
    Path file = sparse(64 * MEBIBYTE);
    Tool.run("sgdisk", "-n", "1:0:0", file).orFail();
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.seek(2 * 512 + 40);
      disk.write(77);
    }
    try (ImageFile image = ImageFile.open(file)) {
      SystemArea systemArea = new SystemArea(image);
      byte[] before = image.bytes(512, 63 * 512, "");
      assertThat(systemArea.unsound()).isTrue();

      systemArea.resize(80 * 512, Set.of(), Set.of());

      byte[] after = Arrays.copyOfRange(systemArea.bytes(), 512, 64 * 512);
      assertThat(Arrays.equals(after, before)).isTrue();
      assertThat(systemArea.tail()).isEmpty();
    }
  }
}
