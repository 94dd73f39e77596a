package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Nvram;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an emulator says before it ends, on a daemon whose virtlogd is too busy to write it down:
 * libvirt 9.0's passes over the first words after it was asked where the log ends, and so tells
 * nothing if it is asked for them just then.
 */
@RequiresPrivateLibvirtd
@Timeout(300)
class QemuLastWordsTest {
  private static final String STOP = "kill -STOP $(cat /run/libvirt/virtlogd.pid)";
  private static final String RESUME = "kill -CONT $(cat /run/libvirt/virtlogd.pid)";

  /** $1: the hook. */
  private static final String SETUP =
      """
      set -e
      sed -i 's/"file"/"logd"/' /etc/libvirt/qemu.conf
      virtlogd -d --pid-file /run/libvirt/virtlogd.pid
      mkdir /etc/libvirt/hooks
      cp "$1" /etc/libvirt/hooks/qemu
      """;

  /** libvirt runs it once the log is open, and before it writes into it itself. */
  private static final String HOOK =
      """
      #!/bin/sh
      [ "$2" != start ] || [ -e %1$s/starts ] || %2$s
      """;

  /**
   * It goes a moment after its monitor has, as one does that has much to give back, and leaves
   * virtlogd some time only where that is not stopped.
   */
  private static final String EMULATOR =
      """
      #!/bin/bash
      case "$*" in *guest=kvmsdk-*)
        until (( $(grep -c 'monitor.sock' /proc/net/unix) > 1 )); do sleep 0.05; done
        patience=2
        [ -e %1$s/starts ] || { patience=0; %2$s; }
        touch %1$s/starts
        echo no such tuba >&2
        sleep $patience
        for fd in /proc/$$/fd/*; do (( ${fd##*/} < 3 )) || eval "exec ${fd##*/}>&-"; done
        exec sleep 100 ;;
      esac
      exec qemu-system-x86_64 "$@"
      """;

  @TempDir Path folder;
  private PrivateLibvirtd host;
  private LibvirtDriver driver;

  @BeforeEach
  void start() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    host = PrivateLibvirtd.start("words");
    host.run("sh", "-c", SETUP, "sh", script("hook", HOOK)).orFail();
    host.restart();
    driver = LibvirtDriver.connect(host.uri());
  }

  @AfterEach
  void end() {
    try {
      driver.close();
    } finally {
      host.close();
    }
  }

  @Test
  void create_tellsWhatTheEmulatorSaid_howeverLateItIsWritten() throws Exception {
    String emulator = "<emulator>" + script("emulator", EMULATOR) + "</emulator>";
    ObjectRef domain =
        driver.domains().define(FailingGuest.xml("kvmsdk-words", FailingGuest.OS, "", emulator));
    CompletableFuture<Void> starting =
        CompletableFuture.runAsync(() -> driver.domains().create(domain.uuid()));

    resumeVirtlogdOnceAsked();
    await("emulator's words", () -> Files.exists(folder.resolve("starts")) ? "starts" : "");
    resumeVirtlogdOnceAsked();

    assertThatThrownBy(starting::join).rootCause().hasMessageContaining("no such tuba");
    driver.domains().undefine(domain.uuid(), Nvram.REMOVE);
  }

  private Path script(String name, String script) throws IOException {
    Path file = Files.writeString(folder.resolve(name), script.formatted(folder, STOP));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void resumeVirtlogdOnceAsked() {
    await("question to virtlogd", () -> sockets().matches("(?s).*ESTAB +[1-9].*") ? "asked" : "");
    host.run("sh", "-c", RESUME).orFail();
  }

  private void await(String what, Supplier<String> seen) {
    driver
        .pacer()
        .await(
            Subject.of("daemon", "virtlogd"),
            "waiting for the " + what,
            Duration.ofMinutes(2),
            () -> Optional.of(seen.get()).filter(s -> !s.isEmpty()),
            this::sockets);
  }

  /** With how much has come in that virtlogd has not read yet. */
  private String sockets() {
    return host.run("ss", "-xH", "src", "/run/libvirt/virtlogd-sock").orFail().output();
  }
}
