package io.kvmsdk.iso.internal.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptorSet;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresTool(
    value = {"genisoimage", "--version"},
    debianPackage = "genisoimage")
@RequiresTool(
    value = {"which", "checkisomd5", "implantisomd5"},
    debianPackage = "isomd5sum")
class ImplantedMd5Test {
  @TempDir Path folder;

  /** An image of little more than {@code bytes} bytes, and its digest implanted by isomd5sum. */
  private Path implanted(int bytes, String... options) throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    Files.write(tree.resolve("content"), content);
    Path iso = folder.resolve("image.iso");
    Tool.run("genisoimage", "-quiet", "-R", "-o", iso, tree).orFail();
    Object[] command = new Object[options.length + 2];
    command[0] = "implantisomd5";
    System.arraycopy(options, 0, command, 1, options.length);
    command[options.length + 1] = iso;
    Tool.run(command).orFail();
    return iso;
  }

  private static VolumeDescriptor primary(ImageFile image) {
    return VolumeDescriptorSet.read(image).primary(image);
  }

  private static long field(VolumeDescriptor primary) {
    return primary.position() + VolumeDescriptor.APPLICATION_USE;
  }

  private static boolean holds(Path iso) {
    try (ImageFile image = ImageFile.open(iso)) {
      VolumeDescriptor primary = primary(image);
      return ImplantedMd5.parse(primary.applicationUse())
          .orElseThrow()
          .holds(image, field(primary), primary.volumeSize() * 2048);
    }
  }

  private static boolean checkisomd5(Path iso) {
    return Tool.run("checkisomd5", iso).exit() == 0;
  }

  private static void write(Path iso, long at, String text) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "rw")) {
      file.seek(at);
      file.write(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** A small image passes some points unseen: it is read in chunks that are larger. */
  @ParameterizedTest
  @ValueSource(ints = {50_000, 400_000, 1_000_000, 5_000_000, 21_003_000})
  void render_whenComputed_isWhatImplantisomd5Writes(int bytes) throws IOException {
    Path iso = implanted(bytes);

    try (ImageFile image = ImageFile.open(iso)) {
      VolumeDescriptor primary = primary(image);
      ImplantedMd5 md5 =
          ImplantedMd5.compute(image, field(primary), primary.volumeSize() * 2048, false);

      assertThat(new String(md5.render(), StandardCharsets.US_ASCII))
          .isEqualTo(new String(primary.applicationUse(), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void parse_whenTheIsoIsSupported_saysSoAndRendersTheSame() throws IOException {
    Path iso = implanted(1_000_000, "--supported-iso");

    try (ImageFile image = ImageFile.open(iso)) {
      byte[] field = primary(image).applicationUse();
      ImplantedMd5 md5 = ImplantedMd5.parse(field).orElseThrow();

      assertThat(md5.supported()).isTrue();
      assertThat(md5.fragmentCount()).isEqualTo(20);
      assertThat(md5.render()).isEqualTo(field);
    }
  }

  @Test
  void holds_whenNothingHasChanged_isTrueAsForCheckisomd5() throws IOException {
    Path iso = implanted(400_000);

    assertThat(holds(iso)).isTrue();
    assertThat(checkisomd5(iso)).isTrue();
  }

  @Test
  void holds_whenAByteHasChanged_isFalseAsForCheckisomd5() throws IOException {
    Path iso = implanted(400_000);
    write(iso, 200_000, "changed");

    assertThat(holds(iso)).isFalse();
    assertThat(checkisomd5(iso)).isFalse();
  }

  @Test
  void holds_whenOnlySkippedSectorsHaveChanged_isTrueAsForCheckisomd5() throws IOException {
    Path iso = implanted(400_000);
    write(iso, Files.size(iso) - 15 * 2048, "changed");

    assertThat(holds(iso)).isTrue();
    assertThat(checkisomd5(iso)).isTrue();
  }

  @Test
  void holds_whenAFragmentSumIsWrong_isFalseAsForCheckisomd5() throws IOException {
    Path iso = implanted(400_000);
    String field = new String(Files.readAllBytes(iso), StandardCharsets.ISO_8859_1);
    int sums = field.indexOf("FRAGMENT SUMS = ") + 16;
    write(iso, sums, field.charAt(sums) == '0' ? "1" : "0");

    assertThat(holds(iso)).isFalse();
    assertThat(checkisomd5(iso)).isFalse();
  }

  @Test
  void parse_whenTheFieldHasNoDigest_isEmpty() {
    byte[] blank = new byte[512];
    Arrays.fill(blank, (byte) ' ');

    assertThat(ImplantedMd5.parse(blank)).isEmpty();
    assertThat(ImplantedMd5.parse("ISO MD5SUM = short;".getBytes(StandardCharsets.US_ASCII)))
        .isEmpty();
  }

  @Test
  void parse_whenNumbersAreHostile_givesNoneOrBoundsThem() {
    String md5 = "ISO MD5SUM = " + "0".repeat(32) + ";";

    assertThat(
            ImplantedMd5.parse(
                (md5 + "SKIPSECTORS = 99999999999;").getBytes(StandardCharsets.US_ASCII)))
        .isEmpty();
    assertThat(
            ImplantedMd5.parse(
                (md5 + "SKIPSECTORS = 15;FRAGMENT SUMS = 0;FRAGMENT COUNT = 99;")
                    .getBytes(StandardCharsets.US_ASCII)))
        .get()
        .extracting(ImplantedMd5::fragmentCount)
        .isEqualTo(0);
  }
}
