package io.kvmsdk.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.storage.VolumeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How virt-sysprep is called; a script stands in for it. */
class SysprepTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;

  private Sysprep script(String body) throws IOException {
    Path script = Files.writeString(folder.resolve("virt-sysprep"), "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return new Sysprep(script.toString());
  }

  @Test
  void run_namesTheImageAndItsFormat_andNeedsNeitherLibvirtNorKvm() throws IOException {
    Path image = folder.resolve("golden.qcow2");
    Path said = folder.resolve("said");
    Sysprep sysprep =
        script("echo \"$LIBGUESTFS_BACKEND $LIBGUESTFS_BACKEND_SETTINGS $*\" > '" + said + "'\n");

    sysprep.run(image, VolumeFormat.QCOW2, LONG);

    assertThat(said)
        .content()
        .startsWith("direct force_tcg --quiet --format qcow2 --add " + image)
        .contains(
            "machine-id",
            "ssh-hostkeys",
            "udev-persistent-net",
            "logfiles",
            "dhcp-client-state",
            "--delete /var/lib/systemd/random-seed",
            "--delete /var/lib/cloud");
  }

  /** "customize" fills an empty one in, which all clones would share. */
  @Test
  void run_emptiesTheMachineIdLast() throws IOException {
    Path said = folder.resolve("said");

    script("echo \"$*\" > '" + said + "'\n").run(folder.resolve("x"), VolumeFormat.RAW, LONG);

    assertThat(said).content().endsWith("--touch /etc/machine-id --truncate /etc/machine-id\n");
  }

  /** An unknown operation makes it refuse everything. */
  @Test
  @RequiresTool(
      value = {"virt-sysprep", "--version"},
      debianPackage = "guestfs-tools")
  void run_asksForOperationsThatTheRealOneKnows() throws IOException {
    Path said = folder.resolve("said");
    script("while [ \"$1\" != --operations ]; do shift; done; echo \"$2\" > '" + said + "'\n")
        .run(folder.resolve("x"), VolumeFormat.RAW, LONG);

    List<String> known =
        Tool.run("virt-sysprep", "--list-operations")
            .orFail()
            .output()
            .lines()
            .map(l -> l.split(" ")[0])
            .toList();

    assertThat(known).contains(Files.readString(said).strip().split(","));
  }

  @Test
  void run_tellsWhatItSaid_whenItFails() throws IOException {
    Sysprep sysprep = script("echo 'no operating system found' >&2\nexit 1\n");

    assertThatThrownBy(() -> sysprep.run(folder.resolve("x"), VolumeFormat.RAW, LONG))
        .isInstanceOf(KvmException.class)
        .hasMessageContainingAll("exited with 1", "no operating system found", "FIRST_BOOT");
  }

  @Test
  void run_endsIt_whenItTakesTooLong() throws IOException {
    Path alive = folder.resolve("alive");
    Sysprep sysprep = script("sleep 60\ntouch '" + alive + "'\n");

    assertThatThrownBy(
            () -> sysprep.run(folder.resolve("x"), VolumeFormat.RAW, Duration.ofMillis(200)))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining("took longer");
    assertThat(alive).doesNotExist();
  }

  @Test
  void installed_isWhetherItCanBeRun() throws IOException {
    assertThat(script("").installed()).isTrue();
    assertThat(new Sysprep(folder.resolve("nosuch").toString()).installed()).isFalse();
    assertThat(new Sysprep("kvmsdk-nosuch-program").installed()).isFalse();
    assertThat(new Sysprep("sh").installed()).isTrue();
  }
}
