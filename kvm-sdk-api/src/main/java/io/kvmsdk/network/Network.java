package io.kvmsdk.network;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Update;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** A handle on one virtual network; cheap, thread-safe, valid for as long as the network exists. */
public interface Network {
  String name();

  UUID uuid();

  boolean active();

  /** Makes the bridge and starts its DHCP and DNS. libvirt: {@code virNetworkCreate}. */
  void start();

  /** Takes the bridge away; guests on it lose their link. libvirt: {@code virNetworkDestroy}. */
  void destroy();

  /**
   * Forgets the network.
   *
   * @throws io.kvmsdk.error.ConflictException if it is active
   */
  void undefine();

  /**
   * Plans how the network becomes what {@code wanted} says. Static leases, DHCP ranges, names in
   * its DNS, port groups and interfaces to forward to change while it is active, and nobody on it
   * notices; the rest from its next start on. libvirt: {@code virNetworkUpdate}.
   *
   * <p>Start from {@link #spec}: what a spec does not say any more, the network is to lose.
   */
  Update planUpdate(NetworkSpec wanted);

  /** As {@link #planUpdate(NetworkSpec)}, with what changes about {@link #spec}. */
  default Update planUpdate(Consumer<NetworkSpec.Builder> changes) {
    NetworkSpec.Builder builder = spec().toBuilder();
    changes.accept(builder);
    return planUpdate(builder.build());
  }

  /**
   * Plans and applies.
   *
   * @return what has changed, and since when
   */
  default List<Change> update(Consumer<NetworkSpec.Builder> changes) {
    return planUpdate(changes).apply();
  }

  /** As {@link #update(Consumer)}, to what {@code wanted} says. */
  default List<Change> update(NetworkSpec wanted) {
    return planUpdate(wanted).apply();
  }

  /**
   * Whether it is defined, and so stays when it is destroyed. libvirt: {@code
   * virNetworkIsPersistent}.
   */
  boolean persistent();

  /**
   * Whether the host starts it when the host itself starts.
   *
   * @throws io.kvmsdk.error.ConflictException if it is not persistent
   */
  void autostart(boolean on);

  boolean autostart();

  /** The leases given out and not yet run out; empty for a network that libvirt does not serve. */
  List<DhcpLease> leases();

  /** The definition as a spec, with what the spec does not model kept as raw XML. */
  NetworkSpec spec();

  /** libvirt's document for the network: as it is active, or as it is defined if it is not. */
  String xml();

  /** libvirt's document for the next start. */
  String definitionXml();
}
