package io.kvmsdk.domain;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import org.junit.jupiter.api.Test;

class SnapshotSpecTest {
  @Test
  void build_tellsAllThatIsWrong() {
    assertThatThrownBy(
            () ->
                SnapshotSpec.builder()
                    .name(".a/b")
                    .quiesce(true)
                    .memoryFile("memory")
                    .addDisk(SnapshotDisk.external("vda"))
                    .addDisk(SnapshotDisk.excluded("vda"))
                    .build())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("must not begin with a dot")
        .hasMessageContaining("must not hold '/'")
        .hasMessageContaining("only an external snapshot can quiesce")
        .hasMessageContaining("an internal snapshot has no memoryFile")
        .hasMessageContaining("memoryFile must be an absolute path")
        .hasMessageContaining("a disk is internal")
        .hasMessageContaining("named twice");
  }

  @Test
  void build_takesAnExternalOne_withSomeDisksLeftOut() {
    assertThatCode(
            () ->
                SnapshotSpec.builder()
                    .name("before upgrade")
                    .kind(SnapshotKind.EXTERNAL)
                    .quiesce(true)
                    .addDisk(SnapshotDisk.external("vda", "/x"))
                    .addDisk(SnapshotDisk.excluded("vdb"))
                    .build())
        .doesNotThrowAnyException();
  }
}
