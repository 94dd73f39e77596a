package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw images that are grown in place. */
class RawImageTest {
  private static final int OLD = 64 << 10;

  @TempDir Path folder;

  private Path image() throws IOException {
    byte[] content = new byte[OLD];
    Arrays.fill(content, (byte) 7);
    return Files.write(folder.resolve("image.raw"), content);
  }

  @Test
  void resize_addsZeros() throws IOException {
    Path image = image();

    RawImage.resize(image, ByteSize.mib(1));
    RawImage.resize(image, ByteSize.mib(1));

    byte[] expected = new byte[1 << 20];
    Arrays.fill(expected, 0, OLD, (byte) 7);
    assertThat(Files.readAllBytes(image)).isEqualTo(expected);
  }

  @Test
  void resize_isRefused_whenItWouldShrink_orIsNoWholeSectors() throws IOException {
    Path image = image();

    assertThatThrownBy(() -> RawImage.resize(image, ByteSize.bytes(1000)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("512")
        .hasMessageContaining("shrink");
    assertThat(image).hasSize(OLD);
  }

  @Test
  void resize_isRefused_whileSomebodyHasTheImageOpen() throws IOException {
    Path image = image();
    try (ImageLock lock = ImageLock.open(image, InUse.REFUSE)) {
      assertThat(lock.channel().isOpen()).isTrue();
      assertThatThrownBy(() -> RawImage.resize(image, ByteSize.mib(1)))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("in use");
    }
    assertThat(image).hasSize(OLD);
  }

  @Test
  void resize_isRefused_ofWhatIsNoFile() {
    assertThatThrownBy(() -> RawImage.resize(folder, ByteSize.mib(1)))
        .isInstanceOf(UnsupportedException.class);
    assertThatThrownBy(() -> RawImage.resize(folder.resolve("none"), ByteSize.mib(1)))
        .isInstanceOf(NotFoundException.class);
  }
}
