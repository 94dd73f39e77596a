package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images whose file does not end where the volume does. */
@RequiresIsoTools
class ImageEndTest {
  @TempDir Path folder;

  private Path written(IsoPatch patch) {
    return Judges.written(patch, folder.resolve("new.iso"));
  }

  private static String content(Path iso, String path) {
    Tool.Result result = Tool.run("sh", "-c", "isoinfo -R -i " + iso + " -x " + path + " | md5sum");
    return result.orFail().output().split(" ")[0];
  }

  private String md5(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("bytes"), bytes);
    return Tool.run("md5sum", file).orFail().output().split(" ")[0];
  }

  /** New data goes behind whatever the file ends with, which may be of use to somebody. */
  @ParameterizedTest
  @CsvSource({"512", "700", "2048", "2049", "1048576", "1000001"})
  void patch_whenMoreFollowsTheVolume_putsNewDataBehindIt(int length) throws IOException {
    Path original = new Xorriso(folder).make(Xorriso.ISOLINUX);
    long volume = Files.size(original);
    byte[] trailer = Xorriso.random(length, 1);
    Files.write(original, trailer, StandardOpenOption.APPEND);
    byte[] added = Xorriso.random(5_000, 2);
    IsoPatch patch = IsoRemaster.of(original).add("/new.bin", added).patch();

    Path iso = written(patch);

    assertThat(Files.size(iso)).isEqualTo(patch.newLength());
    assertThat(patch.newLength() % 2048).isZero();
    assertThat(content(iso, "/new.bin")).isEqualTo(md5(added));
    byte[] bytes = Files.readAllBytes(iso);
    int from = Math.toIntExact(volume);
    assertThat(Arrays.equals(bytes, from, from + length, trailer, 0, length)).isTrue();
    Path overlay = folder.resolve("overlay.qcow2");
    patch.writeOverlay(overlay, original.toString());
    Judges.compareOverlay(overlay, iso);
  }

  /** As dd and some USB writers leave them: the GPT's copy is then not at the end of the file. */
  @ParameterizedTest
  @CsvSource({"512", "2048", "1048576"})
  void patch_whenZerosFollowTheTables_bringsTheCopyOfTheGptToTheEnd(int length) throws IOException {
    for (String options :
        new String[] {
          Xorriso.ISOHYBRID + Xorriso.EFI_IN_TREE + " -isohybrid-gpt-basdat",
          Xorriso.GRUB2
              + " -partition_offset 16 -append_partition 2 "
              + Xorriso.ESP_TYPE
              + " ESP -appended_part_as_gpt -iso_mbr_part_type "
              + Xorriso.BASIC_DATA
              + Xorriso.EFI_APPENDED
        }) {
      Path work = Files.createTempDirectory(folder, "work");
      Path original = new Xorriso(work).make(options);
      Files.write(original, new byte[length], StandardOpenOption.APPEND);
      Files.deleteIfExists(folder.resolve("new.iso"));

      Path iso =
          written(IsoRemaster.of(original).add("/new.bin", Xorriso.random(400_000, 3)).patch());

      assertThat(Tool.run("sgdisk", "-v", iso).output())
          .doesNotContain("backup", "invalid", "CRC", "too small", "larger than");
      for (String table : new String[] {"MBR partition      :   1", "GPT start and size :   1"}) {
        assertThat(covered(iso, table)).isGreaterThanOrEqualTo(dataEnd(iso, "/new.bin"));
      }
      assertThat(content(iso, "/new.bin")).isEqualTo(md5(Xorriso.random(400_000, 3)));
    }
  }

  /** The sector behind a file's data. */
  private static long dataEnd(Path iso, String path) {
    String[] words =
        Tool.run("xorriso", "-indev", iso, "-find", path, "-exec", "report_lba")
            .orFail()
            .output()
            .split("File data lba:")[1]
            .split(" *, *");
    return 4 * (Long.parseLong(words[1]) + Long.parseLong(words[2]));
  }

  /** Where a partition ends, by what xorriso says of its start and size. */
  private static long covered(Path iso, String line) {
    String[] words =
        Judges.bootReport(iso).stream()
            .filter(l -> l.startsWith(line))
            .findFirst()
            .orElseThrow()
            .split(" +");
    return Long.parseLong(words[words.length - 1]) + Long.parseLong(words[words.length - 2]);
  }

  /** Some images come without the padding that their volume size counts. */
  @Test
  void patch_whenPaddingIsMissing_makesTheVolumeAsLongAsTheImage() throws IOException {
    Path original = new Xorriso(folder).make(Xorriso.ISOLINUX);
    try (var channel = Files.newByteChannel(original, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 100 * 2048);
    }
    byte[] added = Xorriso.random(5_000, 4);

    Path iso = written(IsoRemaster.of(original).add("/new.bin", added).patch());

    assertThat(content(iso, "/new.bin")).isEqualTo(md5(added));
    assertThat(Tool.run("isoinfo", "-d", "-i", iso).orFail().output())
        .contains("Volume size is: " + Files.size(iso) / 2048 + "\n");
  }

  /** Labels of other machines are not ours to understand. */
  @Test
  void patch_whenTheSystemAreaIsOfAnotherMachine_leavesIt() throws IOException {
    Xorriso xorriso = new Xorriso(folder);
    xorriso.put("boot/kernel", Xorriso.random(4096, 5));
    for (String options : new String[] {" -mips-boot boot/kernel", " -B ..."}) {
      Path original = xorriso.make(options);
      byte[] area = Arrays.copyOf(Files.readAllBytes(original), 16 * 2048);
      assertThat(area).isNotEqualTo(new byte[16 * 2048]);

      Path iso = written(IsoRemaster.of(original).add("/new.bin", new byte[9_000]).patch());

      assertThat(Arrays.equals(Arrays.copyOf(Files.readAllBytes(iso), 16 * 2048), area)).isTrue();
      Files.delete(original);
      Files.delete(iso);
    }
  }
}
