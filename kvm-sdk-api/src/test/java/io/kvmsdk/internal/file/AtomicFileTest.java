package io.kvmsdk.internal.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.file.AtomicFile.Content;
import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.file.AtomicFile.Existing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AtomicFileTest {
  private static final Content HELLO = channel -> channel.write(ByteBuffer.wrap(bytes("hello")));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Durability.class)
  void write_whenTheTargetIsNew_leavesTheFileAndNothingElse(Durability durability)
      throws Exception {
    AtomicFile.write(target(), Existing.KEEP, durability, HELLO);
    assertThat(target()).hasContent("hello");
    assertThat(files()).containsExactly(target());
  }

  @Test
  void write_whenTheTargetExistsAndIsKept_doesNotEvenAskForTheContent() throws Exception {
    Files.writeString(target(), "precious");
    Content content =
        channel -> {
          throw new AssertionError("asked");
        };
    assertThatThrownBy(() -> write(Existing.KEEP, content))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(target().toString());
    assertThat(target()).hasContent("precious");
  }

  @Test
  void write_whenTheTargetAppearsMeanwhile_keepsIt() throws Exception {
    Content content =
        channel -> {
          HELLO.writeTo(channel);
          Files.writeString(target(), "precious");
        };
    assertThatThrownBy(() -> write(Existing.KEEP, content))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(target()).hasContent("precious");
    assertThat(files()).containsExactly(target());
  }

  @Test
  void write_whenTheTargetIsALinkToNowhere_keepsIt() throws Exception {
    Files.createSymbolicLink(target(), folder.resolve("nowhere"));
    assertThatThrownBy(() -> write(Existing.KEEP, HELLO))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(files()).containsExactly(target());
  }

  @Test
  void write_whenTheTargetIsToBeReplaced_replacesIt() throws Exception {
    Files.writeString(target(), "old");
    write(Existing.REPLACE, HELLO);
    assertThat(target()).hasContent("hello");
    assertThat(files()).containsExactly(target());
  }

  @ParameterizedTest
  @EnumSource(Existing.class)
  void write_whenTheContentFails_leavesNothingAndTellsWhy(Existing existing) throws Exception {
    IOException full = new IOException("No space left on device");
    Content content =
        channel -> {
          HELLO.writeTo(channel);
          throw full;
        };
    assertThatThrownBy(() -> write(existing, content))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining(target().toString())
        .hasCause(full);
    assertThat(files()).isEmpty();
  }

  @Test
  void write_whenTheContentThrowsUnchecked_leavesTheOldFile() throws Exception {
    Files.writeString(target(), "old");
    RuntimeException failure = new IllegalStateException("boom");
    Content content =
        channel -> {
          throw failure;
        };
    assertThatThrownBy(() -> write(Existing.REPLACE, content)).isSameAs(failure);
    assertThat(target()).hasContent("old");
    assertThat(files()).containsExactly(target());
  }

  @Test
  void write_whenInterrupted_isCancelledWithTheFlagSetAndNothingLeft() throws Exception {
    Content content =
        channel -> {
          Thread.currentThread().interrupt();
          HELLO.writeTo(channel);
        };
    assertThatThrownBy(() -> write(Existing.KEEP, content)).isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(files()).isEmpty();
  }

  @Test
  void write_whenTheFolderIsMissing_namesTheTarget() {
    Path lost = folder.resolve("missing").resolve("file");
    assertThatThrownBy(() -> AtomicFile.write(lost, Existing.KEEP, Durability.CACHED, HELLO))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(lost.toString());
  }

  private void write(Existing existing, Content content) {
    AtomicFile.write(target(), existing, Durability.CACHED, content);
  }

  private Path target() {
    return folder.resolve("file");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
