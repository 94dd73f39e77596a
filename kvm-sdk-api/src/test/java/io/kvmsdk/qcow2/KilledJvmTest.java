package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} in the midst of work. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class KilledJvmTest {
  private static final long STEP = 3L << 30;

  @TempDir Path folder;

  /** Works in FOLDER until it is killed, and says so with a byte for each thing done. */
  static final class Worker {
    public static void main(String[] arguments) {
      Path folder = Path.of(arguments[0]);
      Path image = folder.resolve("grown.qcow2");
      for (int i = 1; ; i++) {
        QcowImage.resize(image, ByteSize.bytes(i * STEP));
        said('r');
        QcowImage.rebaseUnsafe(image, i % 2 == 0 ? "base.raw" : "other.raw", BackingFormat.RAW);
        said('b');
        QcowOverlay.on(folder.resolve("base.raw"), BackingFormat.RAW)
            .create(folder.resolve(i + ".qcow2"));
        said('c');
      }
    }

    private static void said(char done) {
      System.out.print(done);
      System.out.flush();
    }
  }

  private void workAndKill(int things) throws IOException, InterruptedException {
    List<String> command =
        ChildJvm.command(Worker.class, folder).stream().map(Object::toString).toList();
    Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream said = java.getInputStream()) {
      byte[] done = said.readNBytes(things);
      assertThat(new String(done, StandardCharsets.UTF_8)).matches("[rbc]*");
    } finally {
      java.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void changes_whenTheJvmIsKilled_leaveWholeImages(int seed) throws Exception {
    Files.write(folder.resolve("base.raw"), new byte[1 << 20]);
    Files.write(folder.resolve("other.raw"), new byte[1 << 20]);
    Path image = folder.resolve("grown.qcow2");
    QcowOverlay.on(folder.resolve("base.raw"), BackingFormat.RAW).toBuilder()
        .backingFile("base.raw")
        .clusterSize(ByteSize.kib(4))
        .build()
        .create(image);
    workAndKill(1 + new Random(seed).nextInt(60));
    Tool.Result check = Tool.run("qemu-img", "check", "-f", "qcow2", image);
    assertThat(check.exit()).as(check.output()).isIn(0, 3);
    assertThat(QcowImage.open(image).virtualSize().bytes()).matches(s -> s % STEP == 0);
    assertThat(QcowImage.open(image).backingFile().orElseThrow()).isIn("base.raw", "other.raw");
    try (var files = Files.newDirectoryStream(folder, "[0-9]*.qcow2")) {
      files.forEach(f -> Tool.run("qemu-img", "check", "-q", "-f", "qcow2", f).orFail());
    }
    long size = QcowImage.open(image).virtualSize().bytes();
    QcowImage.resize(image, ByteSize.bytes(size + 900 * STEP));
    check = Tool.run("qemu-img", "check", "-f", "qcow2", image);
    assertThat(check.exit()).as(check.output()).isIn(0, 3);
  }
}
