package io.kvmsdk.network;

import io.kvmsdk.error.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The virtual networks of a host. */
public interface Networks {
  /**
   * Defines a persistent network; it is not started yet. libvirt: {@code virNetworkDefineXML}.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken
   */
  Network define(NetworkSpec spec);

  /** As {@link #define(NetworkSpec)}, with the spec built in place. */
  default Network define(Consumer<NetworkSpec.Builder> spec) {
    NetworkSpec.Builder builder = NetworkSpec.builder();
    spec.accept(builder);
    return define(builder.build());
  }

  Optional<Network> find(String name);

  /**
   * The network of that name.
   *
   * @throws NotFoundException if there is none of that name
   */
  Network get(String name);

  List<Network> list();
}
