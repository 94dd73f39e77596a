package io.kvmsdk.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.file.AtomicFile.Existing;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCopyTest {
  @TempDir Path folder;

  private Path original(int length) throws IOException {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return Files.write(folder.resolve("original"), content);
  }

  private static void copy(Path original, Path target, ProgressListener listener) {
    FileCopy.copy(original, target, Existing.KEEP, Durability.CACHED, listener);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4096, 3_000_001})
  void copy_hasTheSameContent_andToldOfAllBytes(int length) throws IOException {
    Path original = original(length);
    Path target = folder.resolve("target");
    List<Long> done = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void finished(Progress progress) {
            done.add(progress.done());
          }
        };
    copy(original, target, listener);
    assertThat(target).hasSameBinaryContentAs(original);
    assertThat(done).containsExactly((long) length);
  }

  @Test
  void copy_whenTheTargetExists_keepsIt() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "precious");
    assertThatThrownBy(() -> copy(original(10), target, ProgressListener.NONE))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(target).hasContent("precious");
  }

  @Test
  void copy_ofNothing_saysSo() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> copy(missing, folder.resolve("target"), ProgressListener.NONE))
        .isInstanceOf(NotFoundException.class);
    assertThat(folder).isEmptyDirectory();
  }
}
