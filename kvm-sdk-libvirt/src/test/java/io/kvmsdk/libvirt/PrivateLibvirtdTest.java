package io.kvmsdk.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the tests with a libvirtd of their own rely on, by virsh alone. */
@RequiresPrivateLibvirtd
@Timeout(180)
class PrivateLibvirtdTest {
  private static final String GUEST =
      """
      <domain type='qemu'>
        <name>kvmsdk-private</name>
        <memory unit='MiB'>16</memory>
        <os><type arch='x86_64' machine='q35'>hvm</type></os>
      </domain>
      """;

  @TempDir Path directory;

  @Test
  void guests_liveOn_whenTheDaemonIsKilled_andEndWithIt() throws Exception {
    Path document = Files.writeString(directory.resolve("guest.xml"), GUEST);
    try (PrivateLibvirtd daemon = PrivateLibvirtd.start("a")) {
      daemon.virsh("create", document).orFail();
      daemon.kill();
      assertThat(daemon.virsh("list").exit()).isNotZero();
      assertThat(daemon.run("pgrep", "-f", "kvmsdk-private").exit()).isZero();

      daemon.start();

      assertThat(daemon.virsh("list", "--name").orFail().output()).contains("kvmsdk-private");
      assertThat(daemon.run("hostname").output().strip()).isEqualTo("kvmsdk-a");
      daemon.freeze();
      daemon.thaw();
      daemon.terminate();
      assertThat(daemon.virsh("list").exit()).isNotZero();
      daemon.start();
      assertThat(daemon.virsh("list", "--name").orFail().output()).contains("kvmsdk-private");
    }
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(p -> p.info().commandLine().orElse("").contains("kvmsdk-private"));
  }

  @Test
  void two_liveSideBySide() {
    try (PrivateLibvirtd one = PrivateLibvirtd.start("a");
        PrivateLibvirtd other = PrivateLibvirtd.start("b")) {
      String first = one.virsh("capabilities").orFail().output().replaceAll("(?s)</uuid>.*", "");
      String second = other.virsh("capabilities").orFail().output().replaceAll("(?s)</uuid>.*", "");

      assertThat(first).isNotEqualTo(second);
      assertThat(other.virsh("list").exit()).isZero();
    }
  }
}
