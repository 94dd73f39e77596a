package io.kvmsdk.qcow2;

import static io.kvmsdk.qcow2.BackingFormat.QCOW2;
import static io.kvmsdk.qcow2.BackingFormat.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackingChainTest {
  @TempDir Path folder;

  private Path image(String name, String backing, String format) {
    return new HeaderBytes().backing(backing, format).writeTo(folder.resolve(name));
  }

  @Test
  void backingChain_whenLayersLieInSeveralFolders_resolvesEachAgainstItsOwn() throws IOException {
    Files.createDirectory(folder.resolve("deep"));
    Path base = Files.write(folder.resolve("base.raw"), new byte[512]);
    Path middle = image("deep/m.qcow2", "../base.raw", "raw");
    Path top = image("top.qcow2", "deep/m.qcow2", "qcow2");
    assertThat(QcowImage.open(top).backingChain())
        .containsExactly(
            new BackingLayer(top, QCOW2),
            new BackingLayer(middle, QCOW2),
            new BackingLayer(folder.resolve("deep/../base.raw"), RAW));
    assertThat(base).exists();
  }

  @Test
  void backingChain_whenAnImageIsItsOwnBackingFile_refuses() {
    Path self = image("self.qcow2", "self.qcow2", "qcow2");
    assertThatExceptionOfType(QcowFormatException.class)
        .isThrownBy(() -> QcowImage.open(self).backingChain())
        .withMessageContaining("comes back to");
  }

  @Test
  void backingChain_whenItComesBackThroughALink_refuses() throws IOException {
    Path a = image("a.qcow2", "b.qcow2", "qcow2");
    image("b.qcow2", "link.qcow2", "qcow2");
    Path link = Files.createSymbolicLink(folder.resolve("link.qcow2"), a);
    for (int kind = 0; kind < 2; kind++) {
      assertThatExceptionOfType(QcowFormatException.class)
          .isThrownBy(() -> QcowImage.open(a).backingChain())
          .withMessageContaining("comes back to " + link);
      Files.delete(link);
      Files.createLink(link, a);
    }
  }

  @Test
  void backingChain_whenItHasMoreThan64Layers_refuses() {
    for (int i = 0; i < 65; i++) {
      image(i + ".qcow2", i + 1 + ".qcow2", "qcow2");
    }
    assertThatExceptionOfType(UnsupportedException.class)
        .isThrownBy(() -> QcowImage.open(folder.resolve("0.qcow2")).backingChain())
        .withMessageContaining("64");
  }

  @Test
  void backingChain_whenTheFormatIsNotStated_refusesToGuess() {
    Path image = new HeaderBytes().u32(112, 0).writeTo(folder.resolve("probe.qcow2"));
    assertThatExceptionOfType(UnsupportedException.class)
        .isThrownBy(() -> QcowImage.open(image).backingChain())
        .withMessageContaining("does not state");
  }

  @Test
  void backingChain_whenTheFormatIsAnotherOne_refuses() {
    Path image = image("vmdk.qcow2", "base.raw", "vmdk");
    assertThatExceptionOfType(UnsupportedException.class)
        .isThrownBy(() -> QcowImage.open(image).backingChain())
        .withMessageContaining("vmdk");
  }

  @Test
  void backingChain_whenTheNameIsAProtocols_refuses() {
    for (String name : new String[] {"nbd://h/x", "json:{\"driver\":\"raw\"}", "file:base.raw"}) {
      Path image = image("p.qcow2", name, "raw");
      assertThatExceptionOfType(UnsupportedException.class)
          .isThrownBy(() -> QcowImage.open(image).backingChain())
          .withMessageContaining(name);
    }
  }

  @Test
  void backingChain_whenALayerIsMissing_namesIt() {
    Path image = image("top.qcow2", "gone.qcow2", "qcow2");
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> QcowImage.open(image).backingChain())
        .withMessageContaining("gone.qcow2");
  }
}
