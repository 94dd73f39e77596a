package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No record can hold 4 GiB, and no writer uses several for less. The disc takes seconds. */
@RequiresIsoTools
class LargeFileTest {
  @TempDir Path folder;

  @Tag("slow")
  @Test
  void read_whenAFileHasMoreThanFourGibibytes_readsThroughItsExtents() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Path iso = folder.resolve("made.iso");
    long size = (4L << 30) + 5_000;
    try (RandomAccessFile file = new RandomAccessFile(tree.resolve("large").toFile(), "rw")) {
      file.setLength(size);
      file.seek(size - 3);
      file.write("end".getBytes(StandardCharsets.US_ASCII));
      file.seek((4L << 30) - 2049);
      file.write("over the border".getBytes(StandardCharsets.US_ASCII));
    }
    String sparse = "xorrisofs -quiet -R -iso-level 3 '%s' | dd bs=1M iflag=fullblock conv=sparse";
    Tool.run("bash", "-o", "pipefail", "-c", sparse.formatted(tree) + " of='" + iso + "'").orFail();
    Files.delete(tree.resolve("large"));

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.get("/large").size()).isEqualTo(size);
      assertThat(image.extents("/large"))
          .extracting(IsoExtent::size)
          .containsExactly(4_294_965_248L, size - 4_294_965_248L);
      try (InputStream in = image.newInputStream("/large")) {
        in.skipNBytes((4L << 30) - 2049);
        assertThat(new String(in.readNBytes(15), StandardCharsets.US_ASCII))
            .isEqualTo("over the border");
        in.skipNBytes(size - 3 - (4L << 30) + 2049 - 15);
        assertThat(in.readAllBytes()).isEqualTo("end".getBytes(StandardCharsets.US_ASCII));
      }
      assertThatThrownBy(() -> image.read("/large")).isInstanceOf(UnsupportedException.class);
    }
    assertThat(Arrays.stream(Tool.run("bsdtar", "-tvf", iso).orFail().output().split("\n")))
        .anyMatch(l -> l.contains(" " + size + " ") && l.endsWith(" large"));
  }
}
