package io.kvmsdk.qcow2;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A block device that is to be overwritten. Linux would let anybody do that at any time. */
final class BlockDevice {
  private BlockDevice() {}

  /** Opens {@code device}, if it has room for {@code size} bytes and nothing here uses it. */
  static FileChannel open(Path device, long size) throws IOException {
    if (Files.exists(device) && !ImageFiles.isBlockDevice(device)) {
      throw new UnsupportedException(
          Subject.of("device", device), "it is no block device", "Write a raw file instead");
    }
    refuseUsed(device);
    FileChannel channel =
        FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE);
    // Files.size is 0 for every device.
    if (channel.size() < size) {
      String problem = "it has %d bytes, less than the disk's %d".formatted(channel.size(), size);
      channel.close();
      throw InvalidSpecException.of(Subject.of("device", device), problem);
    }
    return channel;
  }

  private static void refuseUsed(Path device) throws IOException {
    Path described = Path.of("/sys/dev/block", number(rdev(device)));
    Set<String> used = used();
    for (Path part : withPartitions(described)) {
      if (used.contains(Files.readString(part.resolve("dev")).strip()) || hasHolders(part)) {
        throw new ConflictException(
            Subject.of("device", device),
            "it is in use: mounted, swapped to, or part of another device, as a whole or in part",
            "Unmount it first");
      }
    }
  }

  private static long rdev(Path device) throws IOException {
    return (long) Files.getAttribute(device, "unix:rdev");
  }

  /** Major and minor number, as in Linux's {@code dev_t}. */
  private static String number(long device) {
    return (device >>> 8 & 0xfff) + ":" + (device & 0xff | device >>> 12 & 0xfff00);
  }

  private static List<Path> withPartitions(Path described) throws IOException {
    try (Stream<Path> children = Files.list(described)) {
      return Stream.concat(
              Stream.of(described), children.filter(c -> Files.exists(c.resolve("partition"))))
          .toList();
    }
  }

  private static boolean hasHolders(Path described) throws IOException {
    try (Stream<Path> holders = Files.list(described.resolve("holders"))) {
      return holders.findAny().isPresent();
    }
  }

  /** The devices that are mounted or swapped to; both tables begin each line with one. */
  private static Set<String> used() throws IOException {
    Set<String> numbers = new HashSet<>();
    for (String table : List.of("/proc/self/mounts", "/proc/swaps")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        Path source = Path.of(line.split("\\s", 2)[0]);
        if (source.isAbsolute() && Files.exists(source) && ImageFiles.isBlockDevice(source)) {
          numbers.add(number(rdev(source)));
        }
      }
    }
    return numbers;
  }
}
