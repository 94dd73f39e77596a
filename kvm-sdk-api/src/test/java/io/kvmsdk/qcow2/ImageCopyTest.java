package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole images, copied as they are; qemu-img and qemu-io judge. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class ImageCopyTest {
  @TempDir Path folder;

  private Path image;
  private Path target;

  /** An overlay with a snapshot, over a raw file that it names from its folder. */
  @BeforeEach
  void makeImage() throws IOException {
    image = folder.resolve("image.qcow2");
    target = folder.resolve("target.qcow2");
    Files.write(folder.resolve("base.raw"), new byte[1 << 20]);
    overlay("base.raw");
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 7 64k 100k", image).orFail();
    Tool.run("qemu-img", "snapshot", "-q", "-c", "before", image).orFail();
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 8 512k 4k", image).orFail();
  }

  private void overlay(String base) {
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", base, image).orFail();
  }

  private void copy(Path to) {
    ImageCopy.of(image, BackingFormat.QCOW2).to(to);
  }

  @Test
  void copy_isTheSameImage_overTheSameBackingFile() throws IOException {
    copy(target);

    Tool.run("qemu-img", "check", "-q", target).orFail();
    Tool.run("qemu-img", "compare", "-q", "-s", image, target).orFail();
    assertThat(Tool.run("qemu-img", "snapshot", "-l", target).orFail().output()).contains("before");
    assertThat(QcowImage.open(target).backingFile()).contains("base.raw");
  }

  @Test
  void copy_sharesNothingThatAGuestCouldChange() throws IOException {
    copy(target);
    byte[] before = Files.readAllBytes(target);

    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 9 0 1M", image).orFail();

    assertThat(target).hasBinaryContent(before);
  }

  @Test
  void copy_toAnotherFolder_isRefused_whereItWouldMissItsBackingFile() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere")).resolve("target.qcow2");

    assertThatThrownBy(() -> copy(elsewhere))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("base.raw")
        .hasMessageContaining("rebase");
    assertThat(elsewhere.getParent()).isEmptyDirectory();

    Files.delete(image);
    overlay(folder.resolve("base.raw").toString());
    copy(elsewhere);
    Tool.run("qemu-img", "compare", "-q", image, elsewhere).orFail();
  }

  @Test
  void copy_isRefused_whileSomebodyWritesToTheImage() throws IOException {
    try (ImageLock lock = ImageLock.open(image, InUse.REFUSE)) {
      assertThat(lock.channel().isOpen()).isTrue();
      assertThatThrownBy(() -> copy(target)).isInstanceOf(ConflictException.class);
    }
    assertThat(target).doesNotExist();
  }

  @Test
  void copy_keepsWhatIsThere() throws IOException {
    Files.writeString(target, "precious");

    assertThatThrownBy(() -> copy(target)).isInstanceOf(AlreadyExistsException.class);
    assertThat(target).hasContent("precious");
  }

  @Test
  void copy_isRefused_whenTheDataLiesInAnotherFile() {
    String options = "data_file=" + folder.resolve("data");
    Path split = folder.resolve("split.qcow2");
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", options, split, "1M").orFail();

    assertThatThrownBy(() -> ImageCopy.of(split, BackingFormat.QCOW2).to(target))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("Flatten");
  }
}
