package io.kvmsdk.node;

import io.kvmsdk.value.MacAddress;
import java.util.Optional;

/** A handle on a network interface of the host itself; it can be read only. */
public interface HostInterface {
  String name();

  /** Empty for one that has none, as a loopback. */
  Optional<MacAddress> mac();

  boolean active();

  String xml();
}
