package io.kvmsdk.network;

import java.util.UUID;

/**
 * A handle on a network filter: rules for what guests' cards may send and receive. Cheap,
 * thread-safe, valid as long as the filter is.
 */
public interface NwFilter {
  String name();

  UUID uuid();

  String xml();

  /**
   * Forgets it. libvirt: {@code virNWFilterUndefine}.
   *
   * @throws io.kvmsdk.error.KvmException if a running domain or another filter needs it
   */
  void undefine();
}
