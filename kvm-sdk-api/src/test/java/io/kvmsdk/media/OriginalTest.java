package io.kvmsdk.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginalTest {
  @TempDir Path folder;

  @Test
  @RequiresTool(
      value = {"sha256sum", "--version"},
      debianPackage = "coreutils")
  void sha256_ofMoreThanABlock_isWhatSha256sumSays() throws Exception {
    byte[] content = new byte[(2 << 20) + 17];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("big.iso"), content);
    String judge = Tool.run("sha256sum", file).orFail().output().substring(0, 64);
    assertThat(Original.of(file).sha256()).isEqualTo(judge);
  }

  @Test
  void sha256_ofAnEmptyFile_isKnownToEverybody() throws Exception {
    Path file = Files.createFile(folder.resolve("empty"));
    assertThat(Original.of(file).sha256())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void sha256_whenTheFileWasChangedAfterAll_isNotTheOldOne() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "one");
    Original original = Original.of(file);
    String before = original.sha256();
    Files.writeString(file, "two");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThat(original.sha256()).isNotEqualTo(before);
  }

  @Test
  void sha256_whenInterrupted_isCancelled() throws Exception {
    Original original = Original.of(Files.writeString(folder.resolve("a"), "one"));
    Thread.currentThread().interrupt();
    assertThatThrownBy(original::sha256).isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void of_aLink_isTheFileItself() throws Exception {
    Path file = Files.writeString(folder.resolve("a.iso"), "one");
    Path link = Files.createSymbolicLink(folder.resolve("link.iso"), file);
    assertThat(Original.of(link)).isEqualTo(Original.of(file));
    assertThat(Original.of(link).file()).isEqualTo(file.toRealPath());
    assertThat(Original.of(link).length()).isEqualTo(ByteSize.bytes(3));
  }

  @Test
  void of_whatIsNotThere_namesIt() {
    Path lost = folder.resolve("lost.iso");
    assertThatThrownBy(() -> Original.of(lost))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(lost.toString())
        .hasMessageContaining("no such file");
  }

  @Test
  void of_aFolder_saysThatItIsNoFile() {
    assertThatThrownBy(() -> Original.of(folder))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void file_asMedia_isItsOwnOriginalWithoutAnOverlay() throws Exception {
    Media media = Media.file(Files.writeString(folder.resolve("a.iso"), "one"));
    assertThat(media.name()).isEqualTo("a.iso");
    assertThat(media.length()).isEqualTo(ByteSize.bytes(3));
    assertThat(media.overlay()).isEmpty();
  }
}
