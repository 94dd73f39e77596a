package io.kvmsdk.provision;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.storage.VolumeFormat;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** libguestfs's virt-sysprep, where it is installed on this machine. */
final class Sysprep {
  static final String PROGRAM = "virt-sysprep";

  /** virt-sysprep(1), "OPERATIONS": what makes a machine itself, and nothing that its user set. */
  private static final List<String> OPERATIONS =
      List.of(
          "dhcp-client-state",
          "logfiles",
          "machine-id",
          "net-hwaddr",
          "ssh-hostkeys",
          "udev-persistent-net",
          "customize");

  /**
   * What "customize" does, in this order, after it has given a guest without a machine-id a new one
   * and a random seed, which all clones would then share. The machine-id becomes empty, not absent:
   * machine-id(5) takes the latter for the first boot of all, and sets the services up anew.
   */
  private static final List<String> CHANGES =
      List.of(
          "--delete", "/var/lib/cloud",
          "--delete", "/var/lib/systemd/random-seed",
          "--delete", "/var/lib/urandom/random-seed",
          "--delete", "/var/lib/random-seed",
          "--touch", "/etc/machine-id",
          "--truncate", "/etc/machine-id");

  private final String program;

  Sysprep(String program) {
    this.program = program;
  }

  boolean installed() {
    return program.contains("/")
        ? Files.isExecutable(Path.of(program))
        : Stream.of(
                System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Changes {@code image} in place. */
  void run(Path image, VolumeFormat format, Duration atMost) {
    ProcessBuilder builder = new ProcessBuilder(command(image, format));
    // Its little machine needs no libvirt, and KVM may be there and yet run nothing.
    builder.environment().put("LIBGUESTFS_BACKEND", "direct");
    builder.environment().put("LIBGUESTFS_BACKEND_SETTINGS", "force_tcg");
    try {
      Path log = Files.createTempFile("kvmsdk-sysprep", ".log");
      try {
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        finish(process, image, log, atMost);
      } finally {
        Files.deleteIfExists(log);
      }
    } catch (IOException e) {
      throw new KvmException(subject(image), PROGRAM + " could not be run: " + e, "", e);
    }
  }

  private List<String> command(Path image, VolumeFormat format) {
    List<String> command =
        new ArrayList<>(List.of(program, "--quiet", "--format", format.libvirtName(), "--add"));
    command.add(image.toString());
    command.addAll(List.of("--operations", String.join(",", OPERATIONS)));
    command.addAll(CHANGES);
    return command;
  }

  private static void finish(Process process, Path image, Path log, Duration atMost)
      throws IOException {
    try {
      boolean ended = process.waitFor(TimeUnit.MILLISECONDS.convert(atMost), TimeUnit.MILLISECONDS);
      if (!ended || process.exitValue() != 0) {
        throw new KvmException(
            subject(image),
            PROGRAM
                + (ended ? " exited with " + process.exitValue() : " took longer than " + atMost)
                + ": "
                + Files.readString(log, StandardCharsets.UTF_8).strip(),
            "Run it by hand, or generalize with FIRST_BOOT");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(subject(image), PROGRAM + " was interrupted", "", e);
    } finally {
      List<ProcessHandle> below = process.descendants().toList();
      process.destroyForcibly(); // first, or it would go on without what it waited for
      below.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static Subject subject(Path image) {
    return Subject.of("file", image);
  }
}
