package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.IsoRemaster.LocalAttributes;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole local folders. */
@RequiresIsoTools
class LocalTreeTest {
  private static final Instant TIME = Instant.parse("2021-03-04T05:06:07Z");

  @TempDir Path folder;
  private Path debian;
  private Path local;

  @BeforeEach
  void makeAFolder() throws IOException {
    debian = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
    local = Files.createDirectories(folder.resolve("local/deep/er")).getParent().getParent();
    Files.createDirectory(local.resolve("empty"));
    Files.writeString(local.resolve("run.sh"), "#!/bin/sh\n");
    Files.writeString(local.resolve("deep/er/ünïcode"), "deep");
    Files.createSymbolicLink(local.resolve("link"), Path.of("deep/er"));
    Files.createSymbolicLink(local.resolve("dangling"), Path.of("/nowhere"));
    mode("run.sh", "rwxr-x--x");
    mode("empty", "rwx------");
    Files.setLastModifiedTime(local.resolve("run.sh"), FileTime.from(TIME));
    Files.setLastModifiedTime(local.resolve("empty"), FileTime.from(TIME));
  }

  private void mode(String path, String permissions) throws IOException {
    Files.setPosixFilePermissions(
        local.resolve(path), PosixFilePermissions.fromString(permissions));
  }

  private Remastered write(IsoRemaster remaster) throws IOException {
    return Remastered.of(debian, remaster, folder);
  }

  @Test
  void addTree_keepsContentModesAndTimes() throws IOException {
    Remastered after = write(IsoRemaster.of(debian).addTree("/custom/tree", local));

    Tool.run("diff", "-r", "--no-dereference", local, after.file("/custom/tree")).orFail();
    assertThat(after.line("/custom/tree/run.sh"))
        .startsWith("-rwxr-x--x")
        .containsPattern(" 0 +0 ")
        .contains("Mar  4  2021");
    assertThat(after.line("/custom/tree/empty")).startsWith("drwx------").contains("Mar  4  2021");
    assertThat(Files.getLastModifiedTime(after.file("/custom/tree/run.sh")).toInstant())
        .isEqualTo(TIME);
    assertThat(Judges.paths(after.iso(), "-J")).contains("/custom/tree/run.sh");
  }

  @Test
  void addTree_whenAttributesAreIgnored_addsFilesLikeAllOthers() throws IOException {
    Remastered after =
        write(
            IsoRemaster.of(debian)
                .time(Instant.parse("2020-01-01T00:00:00Z"))
                .addTree("/custom", local, LocalAttributes.IGNORED));

    assertThat(after.line("/custom/run.sh")).startsWith("-r--r--r--").contains("Jan  1  2020");
    assertThat(after.line("/custom/empty")).startsWith("dr-xr-xr-x").contains("Jan  1  2020");
  }

  @Test
  void addTree_whenTheFolderIsThere_fillsIt() throws IOException {
    Remastered after = write(IsoRemaster.of(debian).addTree("/", local).addTree("/doc", local));

    assertThat(after.file("/run.sh")).exists();
    assertThat(after.file("/doc/deep/er/ünïcode")).content().isEqualTo("deep");
    assertThat(after.file("/doc/install")).isNotEmptyDirectory();
    assertThat(after.lostLines()).allMatch(l -> l.endsWith("'/doc'") || l.endsWith("'/'"));
  }

  @Test
  void addTree_whenItCannotBe_isRefused() throws IOException {
    IsoRemaster twice = IsoRemaster.of(debian).addTree("/x", local).addTree("/x", local);
    IsoRemaster missing = IsoRemaster.of(debian).addTree("/x", folder.resolve("missing"));
    assertThatThrownBy(twice::patch)
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("/x/");
    assertThatThrownBy(missing::patch)
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("missing");

    Tool.run("mkfifo", local.resolve("pipe")).orFail();
    IsoRemaster pipe = IsoRemaster.of(debian).addTree("/x", local);
    assertThatThrownBy(pipe::patch)
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("pipe");
  }
}
