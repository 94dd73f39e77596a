package io.kvmsdk.network;

import java.util.Objects;
import java.util.Optional;

/**
 * What guests boot that boot from the network: libvirt's {@code <bootp>}.
 *
 * @param file the name of the boot loader's file, as {@code pxelinux.0}
 * @param server who has it; the host itself, by TFTP, where it is empty
 */
public record Bootp(String file, Optional<String> server) {
  public Bootp {
    Objects.requireNonNull(file);
    Objects.requireNonNull(server);
  }

  /** A file of the network's own TFTP server. */
  public static Bootp of(String file) {
    return new Bootp(file, Optional.empty());
  }
}
