package io.kvmsdk.domain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.KvmException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenshotTest {
  @TempDir Path folder;

  private static byte[] ppm(String head, int bytes) {
    byte[] content = Arrays.copyOf(head.getBytes(ISO_8859_1), head.length() + bytes);
    byte[] pixels = new byte[bytes];
    new Random(7).nextBytes(pixels);
    System.arraycopy(pixels, 0, content, head.length(), bytes);
    return content;
  }

  /** The JDK's own reader is the judge. */
  @ParameterizedTest
  @ValueSource(strings = {"P6\n5 3\n255\n", "P6 # made by hand\n\n# 9 9\n5\t3 255\r"})
  void png_showsThePixels(String head) throws IOException {
    Screenshot screen = Screenshot.of(Screenshot.PPM, ppm(head, 45));

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(screen.png()));

    assertThat(screen).hasToString("Screenshot 5×3 (image/x-portable-pixmap)");
    assertThat(new int[] {image.getWidth(), image.getHeight()}).containsExactly(5, 3);
    byte[] content = screen.content();
    for (int i = 0; i < 15; i++) {
      int at = head.length() + 3 * i;
      int colour =
          (content[at] & 0xff) << 16 | (content[at + 1] & 0xff) << 8 | (content[at + 2] & 0xff);
      assertThat(image.getRGB(i % 5, i / 5) & 0xffffff).isEqualTo(colour);
    }
  }

  @Test
  void png_isItself() {
    byte[] png = Screenshot.of(Screenshot.PPM, ppm("P6 5 3 255\n", 45)).png();

    assertThat(Screenshot.of(Screenshot.PNG, png).png()).isEqualTo(png);
  }

  @Test
  void writePng_keepsWhatIsThere() throws IOException {
    Screenshot screen = Screenshot.of(Screenshot.PPM, ppm("P6 5 3 255\n", 45));
    Path file = folder.resolve("screen.png");

    screen.writePng(file);

    assertThat(file).hasBinaryContent(screen.png());
    assertThatThrownBy(() -> screen.writePng(file)).isInstanceOf(AlreadyExistsException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "P",
        "P5 1 1 255\n1234567890",
        "P6",
        "P6 1",
        "P6 # for ever",
        "P6 0 1 255\n123",
        "P6 -1 1 255\n123",
        "P6 1 1 65535\n123456",
        "P6 1 1 255",
        "P6 1 1 255\n12",
        "P6 1 1 255x123",
        "P6 99999999999999 1 255\n123",
        "P6 16384 16384 255\n123",
        "P6 1 2147483647 255\n123"
      })
  void damagedPixmaps_areRefused(String content) {
    assertThatThrownBy(() -> Screenshot.of(Screenshot.PPM, content.getBytes(ISO_8859_1)))
        .isInstanceOf(KvmException.class)
        .hasMessageStartingWith("screenshot: ");
  }

  @Test
  void whatIsNoPng_andUnknownTypes_areRefused() {
    byte[] zeros = new byte[100];
    byte[] headOnly = Arrays.copyOf(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 24);

    assertThatThrownBy(() -> Screenshot.of(Screenshot.PNG, zeros)).isInstanceOf(KvmException.class);
    assertThatThrownBy(() -> Screenshot.of(Screenshot.PNG, headOnly))
        .hasMessageContaining("no pixels");
    assertThatThrownBy(() -> Screenshot.of("image/gif", zeros)).hasMessageContaining("image/gif");
  }
}
