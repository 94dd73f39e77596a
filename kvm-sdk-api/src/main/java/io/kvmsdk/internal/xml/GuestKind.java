package io.kvmsdk.internal.xml;

import java.util.Optional;

/**
 * A kind of guest, as hosts tell what it can have; the host's own choice where something is empty.
 *
 * @param emulator the path of its binary on the host
 * @param type what runs it, as {@code kvm}
 */
public record GuestKind(
    Optional<String> emulator,
    Optional<String> architecture,
    Optional<String> machine,
    String type) {
  /** The host's emulator for that. */
  public static GuestKind of(String architecture, Optional<String> machine, String type) {
    return new GuestKind(Optional.empty(), Optional.of(architecture), machine, type);
  }
}
