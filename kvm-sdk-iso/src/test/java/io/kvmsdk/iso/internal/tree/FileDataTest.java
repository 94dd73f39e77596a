package io.kvmsdk.iso.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageInMemory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A file in pieces: blocks 9, 2 to 3, none, and 5, the tree's block 0 being the image's 1. */
class FileDataTest {
  private static final int BLOCK = 2048;
  private static final List<DirectoryRecord> RECORDS =
      List.of(extent(8, BLOCK), extent(1, 2 * BLOCK), extent(0, 0), extent(4, 100));

  private final byte[] bytes = new byte[10 * BLOCK];
  private final byte[] content = new byte[3 * BLOCK + 100];

  FileDataTest() {
    new Random(1).nextBytes(bytes);
    System.arraycopy(bytes, 9 * BLOCK, content, 0, BLOCK);
    System.arraycopy(bytes, 2 * BLOCK, content, BLOCK, 2 * BLOCK);
    System.arraycopy(bytes, 5 * BLOCK, content, 3 * BLOCK, 100);
  }

  private static DirectoryRecord extent(long block, long size) {
    byte[] identifier = {'A'};
    return DirectoryRecord.create(identifier, 0, new byte[7], new byte[0]).withExtent(block, size);
  }

  private ImageInMemory image() {
    return new ImageInMemory("memory.iso", bytes);
  }

  @Test
  void channel_whenReadFromAnywhere_crossesExtents() throws IOException {
    try (NodeChannel channel = new NodeChannel(new FileData(image(), RECORDS, 1), () -> true)) {
      Random random = new Random(2);
      for (int i = 0; i < 2000; i++) {
        int from = random.nextInt(content.length);
        ByteBuffer part = ByteBuffer.allocate(random.nextInt(content.length));

        int count = channel.position(from).read(part);

        assertThat(Arrays.copyOf(part.array(), Math.max(0, count)))
            .isEqualTo(Arrays.copyOfRange(content, from, from + count));
        assertThat(count).isEqualTo(Math.min(part.capacity(), content.length - from));
        assertThat(channel.position()).isEqualTo(from + count);
      }
    }
  }

  @Test
  void stream_whenReadToTheEndOrSkipped_crossesExtents() throws IOException {
    assertThat(stream().readAllBytes()).isEqualTo(content);
    try (InputStream in = stream()) {
      assertThat(in.skip(BLOCK + 1)).isEqualTo(BLOCK + 1);
      assertThat(in.read()).isEqualTo(content[BLOCK + 1] & 0xff);
      assertThat(in.available()).isEqualTo(content.length - BLOCK - 2);
      assertThat(in.skip(Long.MAX_VALUE)).isEqualTo(content.length - BLOCK - 2);
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.read(new byte[1], 0, 0)).isZero();
    }
  }

  private NodeStream stream() {
    return new NodeStream(new FileData(image(), RECORDS, 1));
  }

  @Test
  void extents_whenOneLiesBeyondTheImage_areRefusedAtOnce() {
    assertThatThrownBy(() -> new FileData(image(), List.of(extent(0, 1), extent(9, 1)), 1))
        .isInstanceOf(IsoFormatException.class)
        .hasMessageContaining("memory.iso");
  }
}
