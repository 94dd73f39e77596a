package io.kvmsdk.judge.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseBytesTest {
  private final byte[] image = new byte[6 * 2048];

  @TempDir Path folder;

  SparseBytesTest() {
    image[2048] = 1;
    image[5 * 2048 - 1] = 2;
  }

  @Test
  void decode_ofAnEncodedImage_isTheSameImage() throws Exception {
    SparseBytes decoded = SparseBytes.decode(SparseBytes.encode(image, 2048), 2048, 100);

    ByteBuffer read = ByteBuffer.allocate((int) decoded.length());
    decoded.read(0, read);
    assertThat(read.array()).isEqualTo(image);
  }

  @Test
  void writeTo_makesTheFileTheImage_whateverItHeld() throws Exception {
    Path file = Files.writeString(folder.resolve("image"), "x".repeat(20_000));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      SparseBytes.decode(SparseBytes.encode(image, 2048), 2048, 100).writeTo(channel);
    }
    assertThat(file).hasBinaryContent(image);
  }
}
