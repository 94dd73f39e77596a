package io.kvmsdk.internal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The SELinux label of a file: it decides what a confined QEMU may do with it. */
final class SecurityLabel {
  /** Is there only where the kernel has SELinux switched on. */
  private static final Path ENFORCE = Path.of("/sys/fs/selinux/enforce");

  private SecurityLabel() {}

  /** Gives {@code to} the label of {@code from}, where files have such. */
  static void copy(Path from, Path to) throws IOException {
    if (from.getFileSystem().equals(ENFORCE.getFileSystem()) && Files.exists(ENFORCE)) {
      chcon(from, to);
    }
  }

  /** The JDK knows of no attributes but a user's own, so {@code chcon} of coreutils is asked. */
  static void chcon(Path from, Path to) throws IOException {
    Process chcon =
        new ProcessBuilder("chcon", "--reference=" + from, "--", to.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(chcon.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (chcon.onExit().join().exitValue() != 0) {
      throw new IOException("the label of " + from + " cannot be given on: " + said.strip());
    }
  }
}
