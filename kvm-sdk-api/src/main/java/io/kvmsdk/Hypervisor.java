package io.kvmsdk;

import io.kvmsdk.domain.Domains;
import io.kvmsdk.network.Networks;
import io.kvmsdk.storage.StoragePools;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A connection to a host that runs virtual machines. Thread-safe. */
public interface Hypervisor extends AutoCloseable {
  URI uri();

  Domains domains();

  Networks networks();

  StoragePools storagePools();

  /** What a domain on this host can have. The first call may try things out, and take a second. */
  HostCapabilities capabilities();

  /**
   * The file that the host has at {@code path}, as this process finds it, whether it exists or not;
   * empty where the host is, or may be, another machine.
   */
  default Optional<Path> localFile(String path) {
    return Optional.empty();
  }

  /** The passing of time as this connection sees it, for whatever waits. */
  Pacer pacer();

  /** Ends the connection; twice is harmless. What runs on the host goes on running. */
  @Override
  void close();
}
