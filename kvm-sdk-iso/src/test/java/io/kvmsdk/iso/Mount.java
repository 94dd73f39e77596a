package io.kvmsdk.iso;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of its own, for as long as a test runs. Needs root. */
record Mount(Path folder) implements AutoCloseable {
  /** The least that mkfs.xfs takes is 300 MB; the file is sparse. */
  private static final long SIZE = 512L << 20;

  /**
   * A new file system in a file below {@code parent}.
   *
   * @param type as {@code mkfs} knows it
   */
  static Mount ofType(String type, Path parent) throws IOException {
    Path image = parent.resolve("kvmsdk-" + type + ".img");
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), SIZE - 1);
    }
    Tool.run("mkfs." + type, "-q", image).orFail();
    return mount(parent.resolve("kvmsdk-" + type), "-o", "loop", image);
  }

  /** A file system in memory that soon is full. */
  static Mount tiny(Path parent, int megabytes) throws IOException {
    Path folder = parent.resolve("kvmsdk-tmpfs");
    return mount(folder, "-t", "tmpfs", "-o", "size=" + megabytes + "m", "kvmsdk-tmpfs");
  }

  private static Mount mount(Path folder, Object... what) throws IOException {
    Object[] command = new Object[what.length + 2];
    command[0] = "mount";
    System.arraycopy(what, 0, command, 1, what.length);
    command[what.length + 1] = Files.createDirectory(folder);
    Tool.run(command).orFail();
    return new Mount(folder);
  }

  @Override
  public void close() {
    Tool.run("umount", folder).orFail();
  }
}
