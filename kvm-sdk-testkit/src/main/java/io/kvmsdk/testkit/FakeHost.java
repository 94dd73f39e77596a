package io.kvmsdk.testkit;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that is on a fake host, for all connections to it. Guarded by the clock's monitor, so
 * that what the guests do in time and what connections ask for come one after the other.
 */
final class FakeHost {
  final FakeClock clock;
  final HostFiles files;
  final DiskImages images;
  final FaultPlan faults = new FaultPlan();
  final EventBus events;
  final Registry<FakeDomain> domains = new Registry<>("domain");
  final Registry<FakeNetwork> networks = new Registry<>("network");
  final Registry<FakePool> pools = new Registry<>("storage pool");

  private final FakeGuest guest;
  private final Map<String, FakeGuest> guests;
  private final Set<Object> before = new HashSet<>();
  private final boolean local;
  private int boots;

  FakeHost(
      Path root, boolean local, FakeClock clock, FakeGuest guest, Map<String, FakeGuest> guests) {
    this.local = local;
    this.clock = clock;
    this.events = new EventBus(clock.hearing());
    this.files = new HostFiles(root);
    this.images = new DiskImages(files);
    this.guest = guest;
    this.guests = new HashMap<>(guests);
  }

  /** The file at {@code hostPath}, if it has that path for this process as well. */
  Optional<Path> localFile(String hostPath) {
    Path path = Path.of(hostPath);
    return local && files.file(hostPath).equals(path) ? Optional.of(path) : Optional.empty();
  }

  /** What the guest of the domain {@code name} does from its next boot on. */
  void script(String name, FakeGuest script) {
    synchronized (clock) {
      guests.put(name, script);
    }
  }

  FakeGuest scriptOf(String domain) {
    return guests.getOrDefault(domain, guest);
  }

  /** A number for a domain that starts, as libvirt gives them. */
  int nextId() {
    return ++boots;
  }

  /** Takes all that is there now for what a test finds before it begins. */
  void furnished() {
    before.addAll(files.all());
    before.addAll(networks.refs());
    before.addAll(pools.refs());
    faults.forgetCalls();
  }

  /**
   * @param thing a file, or the names of an object
   */
  boolean isNew(Object thing) {
    return !before.contains(thing);
  }
}
