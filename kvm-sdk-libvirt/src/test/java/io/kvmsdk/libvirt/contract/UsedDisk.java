package io.kvmsdk.libvirt.contract;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A golden fixture as a machine leaves it: with an identity that no clone may have. */
final class UsedDisk {
  static final String MACHINE_ID = "0123456789abcdef0123456789abcdef";

  /** What else a machine leaves. */
  static final List<String> TRACES =
      List.of(
          "/etc/ssh/ssh_host_ed25519_key",
          "/etc/ssh/ssh_host_ed25519_key.pub",
          "/etc/udev/rules.d/70-persistent-net.rules",
          "/var/lib/cloud/data/instance-id",
          "/var/lib/dhcp/dhclient.leases",
          "/var/lib/systemd/random-seed",
          "/var/log/syslog");

  /** Where {@code golden-image.sh} has its partition. */
  private static final String PARTITION = "?offset=1048576";

  private final Path raw;

  private UsedDisk(Path raw) {
    this.raw = raw;
  }

  /** A copy of {@code fixture} in {@code folder} that somebody has worked with. */
  static Path of(Path fixture, Path folder) throws IOException {
    UsedDisk disk = look(fixture, folder);
    Path id = Files.writeString(folder.resolve("id"), MACHINE_ID + "\n");
    Path trace = Files.writeString(folder.resolve("trace"), "somebody else's\n");
    disk.put(id, "/etc/machine-id");
    TRACES.forEach(path -> disk.put(trace, path));
    Path used = folder.resolve("used.qcow2");
    Tool.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", disk.raw, used).orFail();
    Files.delete(disk.raw);
    return used;
  }

  /** Reads the files of a qcow2 image, through a copy in {@code folder}. */
  static UsedDisk look(Path image, Path folder) {
    Path raw = folder.resolve("disk.raw");
    Tool.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image, raw).orFail();
    return new UsedDisk(raw);
  }

  boolean has(String path) {
    return !debugfs("stat " + path).contains("File not found");
  }

  String text(String path) {
    return debugfs("cat " + path).replaceFirst("debugfs [^\n]*\n", "");
  }

  private void put(Path content, String path) {
    for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
      String folder = path.substring(0, end);
      if (!has(folder)) {
        debugfs("mkdir " + folder);
      }
    }
    debugfs("rm " + path);
    debugfs("write " + content + " " + path);
    if (!has(path)) {
      throw new AssertionError("debugfs could not write " + path);
    }
  }

  private String debugfs(String request) {
    return Tool.run("debugfs", "-w", "-R", request, raw + PARTITION).orFail().output();
  }
}
