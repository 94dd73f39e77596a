package io.kvmsdk.testkit;

import io.kvmsdk.event.GapCause;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.DiskSourceXml;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.value.ByteSize;
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
  private static final ByteSize MEMORY = ByteSize.gib(16);

  final FakeClock clock;
  final HostFiles files;
  final DiskImages images;
  final SavedFiles saved;
  final ImageParts parts;
  final Bitmaps bitmaps;
  final FaultPlan faults;
  final EventBus events;
  final Registry<FakeDomain> domains = new Registry<>("domain");
  final Registry<FakeNetwork> networks = new Registry<>("network");
  final Registry<FakePool> pools = new Registry<>("storage pool");
  final Registry<FakeSecret> secrets = new Registry<>("secret");
  final Registry<FakeNwFilters.Filter> filters = new Registry<>("network filter");
  final HostDevices devices = new HostDevices();

  /** What guests may have together; empty where the host promises more than it has. */
  private final Optional<ByteSize> memory;

  private final FakeGuest guest;
  private final Map<String, FakeGuest> guests;
  private final Set<Object> before = new HashSet<>();
  private final boolean local;
  private int boots;
  private boolean away;

  FakeHost(
      Path root,
      boolean local,
      Optional<ByteSize> memory,
      FakeClock clock,
      FakeGuest guest,
      Map<String, FakeGuest> guests) {
    this.local = local;
    this.memory = memory;
    this.clock = clock;
    this.faults = new FaultPlan(clock);
    this.events = new EventBus(clock.hearing());
    this.files = new HostFiles(root);
    this.images = new DiskImages(files);
    this.saved = new SavedFiles(files);
    this.parts = new ImageParts(files, images);
    this.bitmaps = new Bitmaps(files, images);
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

  /** The domain that a document is about; a transient one if it is not defined. */
  FakeDomain domainOf(DomainXml document) {
    ObjectRef ref = domains.claim(document.name(), document.uuid());
    return domains
        .find(ref.uuid())
        .orElseGet(
            () -> {
              FakeDomain added = new FakeDomain(this, ref);
              domains.add(added);
              return added;
            });
  }

  /** The image of a disk; empty where it has no medium, or one on another host. */
  Optional<DiskImages.Backing> image(DiskXml disk) {
    Optional<DiskSourceXml> source = disk.source();
    return source
        .flatMap(s -> s.pool().flatMap(p -> s.volume().map(v -> pools.get(p).volume(v).path())))
        .or(() -> source.flatMap(DiskSourceXml::file))
        .or(() -> source.flatMap(DiskSourceXml::device))
        .map(path -> new DiskImages.Backing(path, disk.driverType().orElse(DiskImages.RAW)));
  }

  ByteSize memory() {
    return memory.orElse(MEMORY);
  }

  /** What the running guests leave of it. */
  ByteSize freeMemory() {
    long used =
        domains.all().stream()
            .filter(FakeDomain::active)
            .mapToLong(d -> d.live().memory().bytes())
            .sum();
    return ByteSize.bytes(Math.max(0, memory().bytes() - used));
  }

  /** As Linux does, which by itself only refuses one process what all of it does not have. */
  boolean hasRoomFor(ByteSize guest) {
    return guest.compareTo(memory.isPresent() ? freeMemory() : memory()) <= 0;
  }

  /** A number for a domain that starts, as libvirt gives them. */
  int nextId() {
    return ++boots;
  }

  /** Whether nobody answers calls, though what runs goes on. */
  boolean away() {
    return away;
  }

  void stopDaemon() {
    synchronized (clock) {
      away = true;
    }
  }

  /** Connections are made again by themselves; what happened meanwhile nobody was told. */
  void startDaemon() {
    synchronized (clock) {
      if (away) {
        away = false;
        events.gap(GapCause.RECONNECTED);
      }
    }
  }

  /** Tells all listeners, unless there is nobody who could. */
  void emit(Object event) {
    if (!away) {
      events.emit(event);
    }
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
