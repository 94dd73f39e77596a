package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside programs of QEMU that have the image open. */
@RequiresTool(
    value = {"qemu-io", "--version"},
    debianPackage = "qemu-utils")
class ImageLockTest {
  @TempDir Path folder;

  private Path image;

  @BeforeEach
  void makeImage() {
    image = folder.resolve("image.qcow2");
    QcowSpec.of(ByteSize.mib(1)).create(image);
  }

  private interface Action {
    void run() throws IOException;
  }

  /** Does {@code action} while qemu-io has the image open. */
  private void whileOpen(String options, Action action) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("qemu-io"));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-f", "qcow2", image.toString()));
    Process qemu = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      // What it says to a command tells that the image is open.
      qemu.getOutputStream().write("length\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      qemu.getOutputStream().flush();
      StringBuilder said = new StringBuilder();
      while (said.indexOf("MiB") < 0) {
        said.append((char) qemu.getInputStream().read());
      }
      action.run();
    } finally {
      qemu.getOutputStream().close();
      qemu.waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-r", "-n"})
  void resize_whileQemuHasTheImageOpen_isRefused(String options) throws Exception {
    whileOpen(
        options,
        () -> {
          assertThat(QcowImage.inUse(image)).isTrue();
          assertThatExceptionOfType(ConflictException.class)
              .isThrownBy(() -> QcowImage.resize(image, ByteSize.mib(2)))
              .withMessageContaining("in use");
          assertThatExceptionOfType(ConflictException.class)
              .isThrownBy(() -> QcowImage.rebaseUnsafe(image, "b", BackingFormat.RAW));
          assertThat(QcowImage.open(image).virtualSize()).isEqualTo(ByteSize.mib(1));
        });
    assertThat(QcowImage.inUse(image)).isFalse();
    QcowImage.resize(image, ByteSize.mib(2));
  }

  @Test
  void resize_whenTheCallerInsists_goesOn() throws Exception {
    whileOpen("-r", () -> QcowImage.resize(image, ByteSize.mib(2), InUse.IGNORE));
    assertThat(QcowImage.open(image).virtualSize()).isEqualTo(ByteSize.mib(2));
  }

  @Test
  void open_whileItLasts_keepsQemuAndOtherThreadsAway() throws IOException {
    try (ImageLock lock = ImageLock.open(image, InUse.REFUSE)) {
      assertThat(QcowImage.inUse(image)).isTrue();
      assertThatExceptionOfType(ConflictException.class)
          .isThrownBy(() -> ImageLock.open(image, InUse.REFUSE));
      for (String mode : List.of("-r", "-n")) {
        Tool.Result result = Tool.run("qemu-io", mode, "-f", "qcow2", "-c", "read 0 512", image);
        assertThat(result.exit()).isNotZero();
        assertThat(result.output()).contains("lock");
      }
      assertThat(lock.channel().isOpen()).isTrue();
    }
    Tool.run("qemu-io", "-f", "qcow2", "-c", "read 0 512", image).orFail();
  }
}
