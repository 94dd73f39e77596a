package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file system in memory that soon is full. Mounting it takes root. */
@RequiresTool(
    value = {"unshare", "--mount", "true"},
    debianPackage = "util-linux")
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class FullDiskTest {
  @TempDir Path folder;

  private Path small;

  @BeforeEach
  void mount() throws IOException {
    small = Files.createDirectory(folder.resolve("kvmsdk-full"));
    Tool.run("mount", "-t", "tmpfs", "-o", "size=1m", "kvmsdk-full", small).orFail();
  }

  @AfterEach
  void unmount() {
    Tool.run("umount", small).orFail();
  }

  @Test
  void create_whenTheDiskIsFull_leavesNothing() {
    List<Extent> all = List.of(new Extent(0, 4 << 20));
    assertThatExceptionOfType(KvmException.class)
        .isThrownBy(
            () ->
                QcowSpec.of(ByteSize.mib(4))
                    .create(small.resolve("new.qcow2"), all, ReadAt.of(new byte[4 << 20])))
        .withMessageContaining("No space left");
    assertThat(small).isEmptyDirectory();
  }

  @Test
  void resize_whenTheDiskIsFull_leavesTheImageAsItWas() throws IOException {
    Path image = small.resolve("image.qcow2");
    QcowSpec.builder().size(ByteSize.mib(4)).clusterSize(ByteSize.kib(4)).build().create(image);
    byte[] before = Files.readAllBytes(image);
    assertThatExceptionOfType(KvmException.class)
        .isThrownBy(() -> QcowImage.resize(image, ByteSize.gib(1024)))
        .withMessageContaining("No space left");
    assertThat(image).hasBinaryContent(before);
    QcowImage.resize(image, ByteSize.gib(1));
    Tool.run("qemu-img", "check", "-f", "qcow2", image).orFail();
  }
}
