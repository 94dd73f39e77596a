package io.kvmsdk.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels are attributes that root may set also where the kernel makes nothing of them. */
@RequiresTool(
    value = {"python3", "--version"},
    debianPackage = "python3")
class SecurityLabelTest {
  private static final String LABEL = "system_u:object_r:virt_image_t:s0";

  @TempDir Path folder;

  private static Tool.Result python(String statement, Object file) {
    return Tool.run("python3", "-c", "import os, sys; f = sys.argv[1]; " + statement, file);
  }

  @Test
  void chcon_givesTheLabelOn() throws IOException {
    Path from = Files.createFile(folder.resolve("--from"));
    Path to = Files.createFile(folder.resolve("to"));
    String set = "os.setxattr(f, 'security.selinux', b'" + LABEL + "\\0')";
    assumeTrue(python(set, from).exit() == 0, "this user may not set labels here");

    SecurityLabel.chcon(from, to);

    String get = "print(os.getxattr(f, 'security.selinux').decode())";
    assertThat(python(get, to).orFail().output()).contains(LABEL);
  }

  @Test
  void chcon_tellsWhyItCannot() {
    assertThatThrownBy(() -> SecurityLabel.chcon(folder.resolve("none"), folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none");
  }

  @Test
  void copy_leavesFilesAlone_whereThereAreNoLabels() throws IOException {
    assumeTrue(Files.notExists(Path.of("/sys/fs/selinux/enforce")), "this host has SELinux");

    SecurityLabel.copy(folder.resolve("none"), folder);

    assertThat(folder).isEmptyDirectory();
  }
}
