package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.judge.fuzz.KeptInputs;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input that is kept, run once more: seeds from qemu-img, and what fuzzing has found. The
 * script {@code kvm-sdk-api/fuzz} looks for more.
 */
@Timeout(180)
class FuzzTest {
  static List<Path> image() throws IOException, URISyntaxException {
    return KeptInputs.of(FuzzTest.class, "fuzz/image");
  }

  static List<Path> cluster() throws IOException, URISyntaxException {
    return KeptInputs.of(FuzzTest.class, "fuzz/cluster");
  }

  @ParameterizedTest
  @MethodSource("image")
  void image_whenGivenAKeptInput_failsOnlyAsDocumented(Path input) throws IOException {
    ImageFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }

  @ParameterizedTest
  @MethodSource("image")
  void edit_whenGivenAKeptInput_keepsItSound(Path input) throws IOException {
    EditFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }

  @ParameterizedTest
  @MethodSource("cluster")
  void cluster_whenGivenAKeptInput_failsOnlyAsDocumented(Path input) throws IOException {
    ClusterFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }

  /** QEMU is given none that we have not opened: it follows whatever an image names. */
  @ParameterizedTest
  @MethodSource("image")
  @RequiresTool(
      value = {"qemu-img", "--version"},
      debianPackage = "qemu-utils")
  void checkAndRead_whenGivenAKeptInput_agreeWithQemuImg(Path input) throws IOException {
    SealedFolder folder = SealedFolder.with(Files.readAllBytes(input));
    Path image = folder.image();
    try (QcowDisk disk = QcowDisk.open(image, BackingFormat.QCOW2, folder.options())) {
      int exit = Tool.run("qemu-img", "check", "-q", "-f", "qcow2", image).exit();
      QcowCheck check = QcowCheck.of(image);
      assertThat(check.corruptions() > 0).as(check.toString()).isEqualTo(exit == 1 || exit == 2);
      assertThat(check.sound()).isEqualTo(exit == 0);
      assertReadsAsByQemu(disk, image);
    } catch (UnsupportedException | QcowFormatException refused) {
      assertThat(refused).hasMessageContaining("image.qcow2");
    }
  }

  private static void assertReadsAsByQemu(QcowDisk disk, Path image) throws IOException {
    Path raw = image.resolveSibling("judge.raw");
    if (Tool.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image, raw).exit() == 0) {
      ByteBuffer content = ByteBuffer.allocate((int) Files.size(raw));
      disk.read(0, content);
      assertThat(raw).hasBinaryContent(content.array());
    }
  }
}
