package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that stand alone, as QEMU's own tools see them. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class QcowSpecTest {
  private static final ByteSize SIZE = ByteSize.mib(3);

  @TempDir Path folder;

  @Test
  void create_whenNothingIsWritten_readsAsZeros() throws IOException {
    Path image = folder.resolve("empty.qcow2");
    QcowSpec.of(SIZE).create(image, List.of(), ReadAt.of(new byte[0]));
    judge(image, raw(new byte[0], 0));
    assertThat(QcowImage.open(image).backingFile()).isEmpty();
  }

  @Test
  void create_whenSomethingIsWritten_holdsThatAndZeros() throws IOException {
    byte[] disk = new byte[100_004];
    disk[100_001] = 1;
    disk[100_003] = 3;
    Path image = folder.resolve("written.qcow2");
    QcowSpec.of(SIZE).create(image, List.of(new Extent(100_001, 3)), ReadAt.of(disk));
    judge(image, raw(disk, 0));
  }

  @Test
  void create_whenTheSizeIsNotOfWholeSectors_isRefused() {
    assertThatThrownBy(() -> QcowSpec.of(ByteSize.bytes(513)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("513");
  }

  @Test
  void build_whenSeveralThingsAreWrong_listsThemAll() {
    assertThatThrownBy(
            () ->
                QcowSpec.builder()
                    .size(SIZE)
                    .version(2)
                    .refcountBits(3)
                    .extendedL2(true)
                    .clusterSize(ByteSize.kib(8))
                    .build())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("version 2 has neither")
        .hasMessageContaining("refcountBits must be a power of two from 1 to 64, not 3")
        .hasMessageContaining("extendedL2 needs clusters of 16KiB or more");
  }

  private Path raw(byte[] data, long at) throws IOException {
    Path raw = folder.resolve("expected.raw");
    try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
      file.setLength(SIZE.bytes());
      file.seek(at);
      file.write(data);
    }
    return raw;
  }

  private static void judge(Path image, Path expected) {
    Tool.run("qemu-img", "check", "-f", "qcow2", image).orFail();
    Tool.run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", image, expected).orFail();
  }
}
