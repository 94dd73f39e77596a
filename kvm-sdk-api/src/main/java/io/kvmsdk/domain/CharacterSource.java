package io.kvmsdk.domain;

import java.util.Objects;
import java.util.Optional;

/** Where on the host a stream of characters ends: libvirt's {@code type} of a serial port. */
public sealed interface CharacterSource {
  /** A pseudo-terminal, which a console can be opened on. */
  static CharacterSource pty() {
    return new Pty();
  }

  /** A file that gets what the guest writes, from its beginning. */
  static CharacterSource file(String path) {
    return new File(path, false);
  }

  /** A UNIX socket to connect to. */
  static CharacterSource unix(String path) {
    return new Unix(Optional.of(path), true);
  }

  /** A TCP port to connect to. */
  static CharacterSource tcp(String address, int port) {
    return new Tcp(address, port, true);
  }

  /** The viewer of a SPICE screen. */
  static CharacterSource spiceViewer() {
    return new SpiceViewer();
  }

  record Pty() implements CharacterSource {}

  /**
   * A file of the host.
   *
   * @param append whether what it holds already stays
   */
  record File(String path, boolean append) implements CharacterSource {
    public File {
      Objects.requireNonNull(path);
    }
  }

  /**
   * A UNIX socket.
   *
   * @param path on the host; libvirt chooses where it is empty
   * @param listen whether QEMU waits there for others, else it connects
   */
  record Unix(Optional<String> path, boolean listen) implements CharacterSource {
    public Unix {
      Objects.requireNonNull(path);
    }
  }

  /**
   * A TCP port, without any protocol on it.
   *
   * @param listen whether QEMU waits there for others, else it connects
   */
  record Tcp(String address, int port, boolean listen) implements CharacterSource {
    public Tcp {
      Objects.requireNonNull(address);
    }
  }

  record SpiceViewer() implements CharacterSource {}

  /** Nothing: what is written is lost. */
  record Nowhere() implements CharacterSource {}
}
