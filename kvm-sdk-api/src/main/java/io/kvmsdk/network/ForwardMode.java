package io.kvmsdk.network;

import java.util.Objects;
import java.util.Optional;

/** How a network reaches the world outside: libvirt's {@code <forward>} element. */
public sealed interface ForwardMode {
  /** Guests reach each other and the host, nothing else. */
  static ForwardMode isolated() {
    return new Isolated();
  }

  /** Guests reach out through the host's addresses. */
  static ForwardMode nat() {
    return new Nat(Optional.empty());
  }

  /** Guests keep their addresses outside; the routers there must know the way back. */
  static ForwardMode routed() {
    return new Routed(Optional.empty());
  }

  /** Guests are plugged into the host's bridge {@code name}, which libvirt does not make. */
  static ForwardMode bridge(String name) {
    return new HostBridge(name);
  }

  /** No {@code <forward>} element. */
  record Isolated() implements ForwardMode {}

  /**
   * {@code mode='nat'}.
   *
   * @param device the host's interface to go out by; empty for any
   */
  record Nat(Optional<String> device) implements ForwardMode {
    public Nat {
      Objects.requireNonNull(device);
    }
  }

  /**
   * {@code mode='route'}.
   *
   * @param device the host's interface to go out by; empty for any
   */
  record Routed(Optional<String> device) implements ForwardMode {
    public Routed {
      Objects.requireNonNull(device);
    }
  }

  /**
   * {@code mode='bridge'} with a bridge that exists on the host.
   *
   * @param name the bridge's interface name
   */
  record HostBridge(String name) implements ForwardMode {
    public HostBridge {
      Objects.requireNonNull(name);
    }
  }
}
