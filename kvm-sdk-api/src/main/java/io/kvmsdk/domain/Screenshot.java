package io.kvmsdk.domain;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.file.AtomicFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

/** What a guest's screen showed at one moment. */
public final class Screenshot {
  /** What QEMU draws: a plain map of pixels. */
  public static final String PPM = "image/x-portable-pixmap";

  public static final String PNG = "image/png";

  private static final Subject SUBJECT = Subject.of("screenshot", "");

  private final String mimeType;
  private final byte[] content;
  private final int width;
  private final int height;

  private Screenshot(String mimeType, byte[] content, int width, int height) {
    this.mimeType = mimeType;
    this.content = content;
    this.width = width;
    this.height = height;
  }

  /**
   * Reads an image's size; of a PPM, it is also seen that all pixels are there.
   *
   * @throws KvmException if the content is damaged, or no image that a hypervisor is known to send
   */
  public static Screenshot of(String mimeType, byte[] content) {
    Objects.requireNonNull(mimeType);
    byte[] copy = content.clone();
    return switch (mimeType) {
      case PPM -> {
        Ppm image = Ppm.read(copy);
        yield new Screenshot(mimeType, copy, image.width(), image.height());
      }
      case PNG -> {
        ByteBuffer size = Png.size(copy);
        yield new Screenshot(mimeType, copy, size.getInt(), size.getInt());
      }
      default -> throw damaged("it is of the type '" + mimeType + "', which is not known here");
    };
  }

  static KvmException damaged(String problem) {
    return new KvmException(SUBJECT, problem, "");
  }

  /** {@link #PPM} from QEMU, {@link #PNG} from others. */
  public String mimeType() {
    return mimeType;
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** The image as the hypervisor sent it. */
  public byte[] content() {
    return content.clone();
  }

  /** The image as PNG. */
  public byte[] png() {
    return mimeType.equals(PNG) ? content() : Png.write(Ppm.read(content));
  }

  /**
   * Writes the image as PNG, to a new file.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if there is one already
   */
  public void writePng(Path file) {
    ByteBuffer png = ByteBuffer.wrap(png());
    AtomicFile.write(
        file,
        AtomicFile.Existing.KEEP,
        AtomicFile.Durability.CACHED,
        (FileChannel channel) -> {
          while (png.hasRemaining()) {
            channel.write(png);
          }
        });
  }

  @Override
  public String toString() {
    return "Screenshot " + width + "×" + height + " (" + mimeType + ")";
  }
}
