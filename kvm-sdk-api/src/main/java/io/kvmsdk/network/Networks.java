package io.kvmsdk.network;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.event.Registration;
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

  /**
   * Starts a network that is defined nowhere: it is gone once it is destroyed, and the spec's
   * {@code autostart} does not count. {@code define(network.spec())} makes it persistent. libvirt:
   * {@code virNetworkCreateXML}.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken
   */
  Network create(NetworkSpec spec);

  /** As {@link #create(NetworkSpec)}, with the spec built in place. */
  default Network create(Consumer<NetworkSpec.Builder> spec) {
    NetworkSpec.Builder builder = NetworkSpec.builder();
    spec.accept(builder);
    return create(builder.build());
  }

  Optional<Network> find(String name);

  /**
   * The network of that name.
   *
   * @throws NotFoundException if there is none of that name
   */
  Network get(String name);

  /** In one call, which no network that vanishes meanwhile can fail. */
  List<Network> list(NetworkFilter... filters);

  /**
   * Tells {@code listener} what happens to any network, in order, on a thread where it may block
   * and may call this library.
   *
   * @throws io.kvmsdk.error.UnsupportedException if this host has no such events
   */
  Registration listen(Consumer<NetworkEvent> listener);
}
