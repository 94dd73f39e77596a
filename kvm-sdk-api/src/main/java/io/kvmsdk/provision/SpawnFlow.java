package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.DeviceNames;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.media.SeedMaker;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.unattended.CloudInit;
import io.kvmsdk.value.ByteSize;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** From a golden image to a running guest; see {@link Golden#planSpawn}. */
final class SpawnFlow {
  private static final int MOST = 1000;

  private final Hypervisor kvm;
  private final Golden golden;
  private final SpawnSpec spec;
  private final String pool;
  private final Subject subject;
  private final DomainSpec domain;
  private final CloudInit seed;
  private InetAddress address;

  SpawnFlow(Hypervisor kvm, Golden golden, SpawnSpec spec) {
    this(kvm, golden, spec, new MacAddresses(kvm));
  }

  private SpawnFlow(Hypervisor kvm, Golden golden, SpawnSpec spec, MacAddresses macs) {
    this.kvm = kvm;
    this.golden = golden;
    this.spec = spec;
    this.pool = spec.pool().orElseGet(golden::pool);
    this.subject = Subject.of("domain", spec.domain().name());
    this.domain = machine(macs);
    this.seed = identity();
  }

  /** The volume with the machine's seed. */
  static String seedVolume(String domain) {
    return domain + "-seed.iso";
  }

  static Plan<List<Spawned>> several(Hypervisor kvm, Golden golden, SpawnSpec spec, int count) {
    if (count < 1 || count > MOST) {
      throw InvalidSpecException.of(
          Subject.of("domain", spec.domain().name()), "a count is 1 to " + MOST + ", not " + count);
    }
    refuseUnique(spec.domain());
    MacAddresses macs = new MacAddresses(kvm);
    return Plan.sideBySide(
        kvm.pacer(),
        IntStream.rangeClosed(1, count)
            .mapToObj(n -> new SpawnFlow(kvm, golden, numbered(spec, n), macs).plan())
            .toList(),
        spec.parallel());
  }

  private static SpawnSpec numbered(SpawnSpec spec, int n) {
    DomainSpec domain = spec.domain();
    return spec.toBuilder()
        .domain(
            domain.toBuilder()
                .name(domain.name() + "-" + n)
                .consoleLog(domain.consoleLog().map(log -> log + "-" + n))
                .build())
        .build();
  }

  private static void refuseUnique(DomainSpec domain) {
    Validation.of("domain", domain.name())
        .require(domain.uuid().isEmpty(), "several machines cannot have one UUID")
        .require(
            domain.interfaces().stream().allMatch(i -> i.mac().isEmpty()),
            "several machines cannot have one MAC address")
        .orThrow();
  }

  /** With the disk over the golden image as the first, and the seed as the last. */
  private DomainSpec machine(MacAddresses macs) {
    DomainSpec wished = spec.domain();
    List<DiskSpec> disks = new ArrayList<>();
    disks.add(DiskSpec.builder().size(size()).pool(pool).format(VolumeFormat.QCOW2).build());
    wished.disks().forEach(d -> disks.add(d.pool().isPresent() ? d : inPool(d)));
    if (spec.seeded()) {
      disks.add(
          DiskSpec.builder()
              .volume(pool, seedVolume(wished.name()))
              .format(VolumeFormat.RAW)
              .readOnly(true)
              .build());
    }
    DomainSpec.Builder machine =
        wished.toBuilder()
            .uuid(wished.uuid().orElseGet(UUID::randomUUID))
            .firmware(wished.firmware().or(golden.info()::firmware))
            .disks(disks)
            .interfaces(wished.interfaces().stream().map(macs::given).toList());
    return DeviceNames.assign(machine.build(), kvm.capabilities().machine());
  }

  private DiskSpec inPool(DiskSpec disk) {
    return disk.toBuilder().pool(pool).build();
  }

  private ByteSize size() {
    ByteSize least = golden.info().size();
    ByteSize size = spec.diskSize().orElse(least);
    if (size.compareTo(least) < 0) {
      throw InvalidSpecException.of(
          subject,
          "diskSize "
              + size
              + " is less than the "
              + least
              + " of the golden image, so that its"
              + " end would be lost");
    }
    return size;
  }

  private CloudInit identity() {
    CloudInit wished = spec.cloudInit();
    return wished.toBuilder()
        .hostname(wished.hostname().orElse(domain.name()))
        .instanceId(domain.uuid().orElseThrow().toString())
        .freshIdentity(
            wished.freshIdentity() || golden.info().generalized() == Generalize.FIRST_BOOT)
        .build();
  }

  Plan<Spawned> plan() {
    TakenNames.refuseDomain(kvm, domain.name());
    List<Plan.Step> steps = new ArrayList<>();
    Groundwork ground = new Groundwork(kvm);
    networks().forEach(n -> steps.add(ground.network(n, List.of())));
    pools().forEach(p -> steps.add(ground.pool(p, List.of())));
    steps.add(overlaying());
    Disks disks = new Disks(kvm);
    Disks.toMake(domain).skip(1).forEach(d -> steps.add(disks.create(d, namedByUser(d))));
    if (spec.seeded()) {
      refuseTaken(seedVolume(domain.name()));
      steps.add(step(Effect.CREATE, "seed with its identity in " + pool, this::sow));
    }
    steps.add(step(Effect.CREATE, "define", this::define));
    steps.add(step(Effect.LIVE, "boot", this::boot));
    return new Plan<>(
        kvm.pacer(), steps, () -> new Spawned(handle(), Optional.ofNullable(address)));
  }

  private Plan.Step step(Effect effect, String summary, Groundwork.Action action) {
    return Groundwork.step(effect, subject, summary, action);
  }

  private void refuseTaken(String volume) {
    TakenNames.refuseVolume(
        kvm,
        pool,
        volume,
        "Delete it if it is left from a machine that is gone, or choose another name");
  }

  private Set<String> networks() {
    Set<String> networks = new LinkedHashSet<>();
    for (InterfaceSpec card : domain.interfaces()) {
      if (card.source() instanceof InterfaceSource.Network network) {
        networks.add(network.name());
      }
    }
    return networks;
  }

  private Set<String> pools() {
    Set<String> pools = new LinkedHashSet<>(List.of(golden.pool(), pool));
    for (DiskSpec disk : domain.disks()) {
      if (disk.source().orElse(null) instanceof DiskSource.Volume volume) {
        pools.add(volume.pool());
      }
    }
    return pools;
  }

  private boolean namedByUser(DiskSpec disk) {
    return spec.domain().disks().stream().anyMatch(d -> d.source().equals(disk.source()));
  }

  private Plan.Step overlaying() {
    String volume = overlay().volume();
    refuseTaken(volume);
    return Groundwork.step(
        Effect.CREATE,
        Subject.of("storage volume", volume),
        "overlay of golden image " + golden.name() + " in " + pool,
        this::overlay);
  }

  private DiskSource.Volume overlay() {
    return (DiskSource.Volume) domain.disks().get(0).source().orElseThrow();
  }

  /** Under the image's lock: nobody deletes it between the look at it and the overlay. */
  private void overlay(Run run) {
    String volume = overlay().volume();
    synchronized (golden.lock()) {
      BackingStore below = new BackingStore(golden.volume().path(), golden.info().format());
      StorageVolume made =
          kvm.storagePools()
              .get(pool)
              .create(v -> v.name(volume).capacity(size()).backingStore(below));
      run.onFailure("volume " + volume, made::delete);
    }
  }

  private void sow(Run run) {
    PoolFiles.write(
        kvm.storagePools().get(pool),
        seedVolume(domain.name()),
        PoolFiles.PRIVATE,
        run,
        file -> SeedMaker.get().write(seed, file));
  }

  private void define(Run run) {
    Domain defined = kvm.domains().define(domain);
    run.onFailure("domain " + defined.name(), () -> InstallFlow.remove(defined));
  }

  private void boot(Run run) {
    Domain guest = handle();
    guest.start();
    if (spec.waitForAddress() && !domain.interfaces().isEmpty()) {
      address = guest.waitUntilAddress(run.remaining(subject));
    }
  }

  private Domain handle() {
    return kvm.domains().get(domain.name());
  }
}
