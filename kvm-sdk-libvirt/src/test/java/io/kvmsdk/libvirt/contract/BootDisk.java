package io.kvmsdk.libvirt.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A raw disk whose first sector a BIOS runs. */
final class BootDisk {
  /** SeaBIOS boots from no smaller virtio disk. */
  private static final int SIZE = 1 << 20;

  private BootDisk() {}

  static Path write(Path file, byte[] code) {
    byte[] disk = Arrays.copyOf(code, SIZE);
    disk[510] = 0x55;
    disk[511] = (byte) 0xaa;
    try {
      return Files.write(file, disk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
