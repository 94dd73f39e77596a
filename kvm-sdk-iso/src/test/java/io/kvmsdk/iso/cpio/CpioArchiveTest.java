package io.kvmsdk.iso.cpio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpioArchiveTest {
  private static final CpioArchive ARCHIVE =
      CpioArchive.EMPTY
          .with("preseed.cfg", "d-i a/b string c\n".getBytes(UTF_8))
          .with("/usr/lib/Grüße.sh", 0755, "#!/bin/sh\n".getBytes(UTF_8))
          .with("empty", new byte[0]);

  @TempDir Path folder;

  @Test
  @RequiresTool(
      value = {"cpio", "--version"},
      debianPackage = "cpio")
  void toNewc_whenReadByCpio_givesTheFilesAndTheirFolders() throws IOException {
    Path file = Files.write(folder.resolve("a.cpio"), ARCHIVE.toNewc());

    String listing =
        Tool.run("cpio", "--quiet", "-itvn", "-F", file).orFail().output().replaceAll(" +", " ");

    assertThat(listing.lines())
        .containsExactly(
            "-rw------- 1 0 0 0 Jan 1 1970 empty",
            "-rw------- 1 0 0 17 Jan 1 1970 preseed.cfg",
            "drwxr-xr-x 1 0 0 0 Jan 1 1970 usr",
            "drwxr-xr-x 1 0 0 0 Jan 1 1970 usr/lib",
            "-rwxr-xr-x 1 0 0 10 Jan 1 1970 usr/lib/Grüße.sh");
  }

  @Test
  @RequiresTool(
      value = {"bsdtar", "--version"},
      debianPackage = "libarchive-tools")
  void toGzip_whenReadByBsdtar_holdsTheSame() throws IOException {
    Path file = Files.write(folder.resolve("a.gz"), ARCHIVE.toGzip());

    assertThat(Tool.run("bsdtar", "-xOf", file, "preseed.cfg").orFail().output())
        .isEqualTo("d-i a/b string c\n");
  }

  @Test
  void toGzip_whenTheSameFilesComeInAnotherOrder_isTheSame() {
    CpioArchive other =
        CpioArchive.EMPTY
            .with("empty", new byte[0])
            .with("usr/lib/Grüße.sh", 0755, "#!/bin/sh\n".getBytes(UTF_8))
            .with("preseed.cfg", new byte[9])
            .with("preseed.cfg", "d-i a/b string c\n".getBytes(UTF_8));

    assertThat(other.toGzip()).isEqualTo(ARCHIVE.toGzip());
    assertThat(other.toNewc().length % 4).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a//b", "a/", "../a", "a/./b", "a\0b"})
  void with_whenThePathIsBad_refuses(String path) {
    assertThatThrownBy(() -> CpioArchive.EMPTY.with(path, new byte[0]))
        .isInstanceOf(InvalidSpecException.class);
  }
}
