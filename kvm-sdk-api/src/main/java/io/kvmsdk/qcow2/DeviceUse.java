package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who has a block device or one of its partitions, by what Linux tells in {@code /proc} and {@code
 * /sys}: this process's mounts, swap, and devices made of it, as those of LVM, RAID and LUKS.
 */
final class DeviceUse {
  private final Path device;
  private final List<String> users = new ArrayList<>();

  private DeviceUse(Path device) {
    this.device = device;
  }

  /** In words, one for each; none if it is free as far as can be seen. */
  static List<String> of(Path device) throws IOException {
    DeviceUse use = new DeviceUse(device.toRealPath());
    Set<String> numbers = use.numbers();
    for (String number : numbers) {
      use.addHolders(number);
    }
    use.addMounts(numbers);
    use.addSwap();
    return List.copyOf(use.users);
  }

  /** {@code MAJOR:MINOR} of the device and its partitions. */
  private Set<String> numbers() throws IOException {
    Set<String> numbers = new LinkedHashSet<>();
    String own = number((long) Files.getAttribute(device, "unix:rdev"));
    numbers.add(own);
    for (Path entry : entries(sysfs(own))) {
      if (Files.exists(entry.resolve("partition"))) {
        numbers.add(Files.readString(entry.resolve("dev")).strip());
      }
    }
    return numbers;
  }

  /** makedev(3): both numbers are split over the 64 bits. */
  private static String number(long device) {
    long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
    long minor = (device & 0xff) | (device >>> 12 & 0xffffff00L);
    return major + ":" + minor;
  }

  private static Path sysfs(String number) {
    return Path.of("/sys/dev/block", number);
  }

  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    }
    return entries;
  }

  private void addHolders(String number) throws IOException {
    for (Path holder : entries(sysfs(number).resolve("holders"))) {
      users.add("the device " + holder.getFileName() + " is made of it");
    }
  }

  /** proc(5), {@code mountinfo}: the third field is the device's number, the fifth the place. */
  private void addMounts(Set<String> numbers) throws IOException {
    for (String line : lines(Path.of("/proc/self/mountinfo"))) {
      String[] fields = line.split(" ");
      if (numbers.contains(fields[2]) || line.contains(" " + device + " ")) {
        users.add("it is mounted at " + fields[4]);
      }
    }
  }

  private void addSwap() throws IOException {
    for (String line : lines(Path.of("/proc/swaps"))) {
      if (line.startsWith(device + " ") || line.startsWith(device + "\t")) {
        users.add("the host swaps to it");
      }
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
