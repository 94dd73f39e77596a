package io.kvmsdk.iso;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A guest under QEMU's TCG, known by what it says on its first serial port. It is killed by {@link
 * #close}, or when its time is over.
 */
final class GuestBoot implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(4);
  private static final long DISK_LENGTH = 64 << 20;
  private static final Path OVMF = Path.of("/usr/share/OVMF");

  private final Process qemu;
  private final BufferedReader serial;
  private final StringBuilder transcript = new StringBuilder();

  private GuestBoot(List<String> command) {
    try {
      qemu = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    serial =
        new BufferedReader(new InputStreamReader(qemu.getInputStream(), StandardCharsets.UTF_8));
    var unused =
        CompletableFuture.runAsync(
            qemu::destroyForcibly,
            CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS));
  }

  /** What the machine is made of. */
  static final class Machine {
    private final List<String> command =
        new ArrayList<>(
            List.of("qemu-system-x86_64", "-accel", "tcg", "-machine", "q35", "-m", "512"));

    Machine() {
      add("-display", "none", "-monitor", "none", "-nic", "none", "-no-reboot", "-serial", "stdio");
    }

    Machine add(Object... words) {
      for (Object word : words) {
        command.add(word.toString());
      }
      return this;
    }

    /** OVMF with variables of its own in {@code folder}. */
    Machine uefi(Path folder) throws IOException {
      Path variables =
          Files.write(
              folder.resolve("OVMF_VARS.fd"), Files.readAllBytes(OVMF.resolve("OVMF_VARS_4M.fd")));
      return add("-drive", pflash(OVMF.resolve("OVMF_CODE_4M.fd")) + ",readonly=on")
          .add("-drive", pflash(variables));
    }

    private static String pflash(Path file) {
      return "if=pflash,format=raw,file=" + file;
    }

    Machine cdrom(Path image, String format) {
      return add("-drive", "media=cdrom,readonly=on,format=" + format + ",file=" + image);
    }

    /** The next of /dev/vda, /dev/vdb, … */
    Machine disk(Path image, String format, boolean readOnly) {
      return add(
          "-drive",
          "if=virtio,cache=unsafe,readonly=%s,format=%s,file=%s"
              .formatted(readOnly ? "on" : "off", format, image));
    }

    GuestBoot start() {
      return new GuestBoot(command);
    }
  }

  /** Boots an installer's medium beside an empty disk. */
  static GuestBoot install(Path folder, BootEntry.Platform platform, Path medium, String format)
      throws IOException {
    Machine machine = new Machine();
    if (platform == BootEntry.Platform.UEFI) {
      machine.uefi(folder);
    }
    return machine.disk(emptyDisk(folder), "raw", false).cdrom(medium, format).start();
  }

  /** An empty raw disk, with room for what the mini installer writes. */
  static Path emptyDisk(Path folder) throws IOException {
    Path disk = folder.resolve("disk.raw");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(0);
      file.setLength(DISK_LENGTH);
    }
    return disk;
  }

  /** The next line that holds {@code text}; fails if the guest ends, or its time, before. */
  String waitFor(String text) {
    try {
      for (String line = serial.readLine(); line != null; line = serial.readLine()) {
        transcript.append(line).append('\n');
        if (line.contains(text)) {
          return line;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("the guest never said '" + text + "' but:\n" + transcript);
  }

  /** The lines up to the next that holds {@code text}. */
  List<String> linesUntil(String text) {
    int from = transcript.length();
    String last = waitFor(text);
    String said = transcript.substring(from);
    return said.substring(0, said.length() - last.length() - 1).lines().toList();
  }

  @Override
  public void close() {
    qemu.destroyForcibly().onExit().join();
  }
}
