package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As iotest 031 and 024 have it, without data. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class QcowRebaseUnsafeTest {
  @TempDir Path folder;

  private Path image;

  @BeforeEach
  void makeBases() throws IOException {
    image = folder.resolve("image.qcow2");
    Files.write(folder.resolve("base.raw"), new byte[1 << 20]);
  }

  private void create(String options) {
    String all = options + ",backing_fmt=raw,backing_file=base.raw";
    Tool.runIn(folder, "qemu-img", "create", "-q", "-f", "qcow2", "-o", all, image).orFail();
  }

  private void assertBacking(String name, String format) {
    Tool.run("qemu-img", "check", "-f", "qcow2", image).orFail();
    assertThat(Tool.run("qemu-img", "info", "--output=json", image).orFail().output())
        .contains("\"backing-filename\": \"" + name + "\"")
        .contains("\"backing-filename-format\": \"" + format + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"compat=0.10", "cluster_size=512", "cluster_size=4k", "compression_type=zstd"})
  void rebaseUnsafe_recordsWhatQemuFindsThen(String options) throws IOException {
    create(options);
    Files.copy(folder.resolve("base.raw"), folder.resolve("another place.raw"));
    QcowImage.rebaseUnsafe(image, "another place.raw", BackingFormat.RAW);
    assertBacking("another place.raw", "raw");
    Tool.run("qemu-img", "convert", "-O", "qcow2", folder.resolve("base.raw"), folder + "/b:1")
        .orFail();
    QcowImage.rebaseUnsafe(image, "b:1", BackingFormat.QCOW2);
    assertBacking("./b:1", "qcow2");
    QcowImage.rebaseUnsafe(image, "base.raw", BackingFormat.RAW);
    assertBacking("base.raw", "raw");
  }

  @Test
  void rebaseUnsafe_whenNothingElseChanges_keepsUnknownExtensionsAndFields() {
    create("cluster_size=64k");
    ImageBytes bytes = new ImageBytes(image);
    // A compatible feature, and an extension in place of the feature names, that nobody knows.
    bytes.u64(80, 1L << 50);
    int names = bytes.u32(112) == 0xe2792aca ? 128 : 112;
    assertThat(bytes.u32(names)).isEqualTo(0x6803f857);
    bytes.u32(names, 0x12345678);
    long before = bytes.u64(names + 8);
    QcowImage.rebaseUnsafe(image, "x".repeat(1000), BackingFormat.QCOW2);
    QcowImage.rebaseUnsafe(image, "base.raw", BackingFormat.RAW);
    assertThat(bytes.u64(80)).isEqualTo(1L << 50);
    assertThat(bytes.u32(names)).isEqualTo(0x12345678);
    assertThat(bytes.u64(names + 8)).isEqualTo(before);
    assertBacking("base.raw", "raw");
  }

  @Test
  void rebaseUnsafe_whenTheNameDoesNotFit_isRefused() {
    create("cluster_size=512");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> QcowImage.rebaseUnsafe(image, "x".repeat(400), BackingFormat.RAW))
        .withMessageContaining("has room for");
    assertBacking("base.raw", "raw");
  }

  @Test
  void rebaseUnsafe_whenTheImageNamesItself_isRefused() {
    create("cluster_size=64k");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> QcowImage.rebaseUnsafe(image, "./image.qcow2", BackingFormat.QCOW2));
  }
}
