package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.Dependents;
import io.kvmsdk.internal.driver.GoldenVolumes;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.unattended.CloudInit;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A handle on a published golden image: an installed disk that never changes, and that any number
 * of machines lie over. Never copy anything into its place: every one of them would be damaged.
 *
 * <p>Its file belongs to QEMU's user from the start, to whom libvirt would give it once a machine
 * over it starts, and its mode is 0444: QEMU opens it for reading alone.
 */
public final class Golden {
  private static final ByteSize DEFAULT_MEMORY = ByteSize.gib(1);
  private static final String DEFAULT_NETWORK = "default";

  /** One lock for each image on each host, against a thread that deletes it from under a clone. */
  private static final ConcurrentHashMap<String, Object> LOCKS = new ConcurrentHashMap<>();

  private final Hypervisor kvm;
  private final String pool;
  private final GoldenInfo info;

  Golden(Hypervisor kvm, String pool, GoldenInfo info) {
    this.kvm = kvm;
    this.pool = pool;
    this.info = info;
  }

  public String name() {
    return info.name();
  }

  public String pool() {
    return pool;
  }

  /** What is known of it, its fingerprint included. */
  public GoldenInfo info() {
    return info;
  }

  /** The image itself. */
  public StorageVolume volume() {
    return kvm.storagePools().get(pool).get(GoldenVolumes.image(name(), info.format()));
  }

  /**
   * The domains and volumes that need it: those over it, and over those, in all active pools. A
   * domain's disk in no pool counts, too, on this machine; on another one it goes unseen.
   */
  public List<Subject> dependents() {
    return Dependents.of(kvm, volume().path());
  }

  /**
   * Reads the whole image.
   *
   * @throws ConflictException if it is not the one that was published
   */
  public void verify() {
    String now = PoolFiles.sha256(volume());
    if (!now.equals(info.sha256())) {
      throw new ConflictException(
          subject(),
          "it was changed after it was published: its SHA-256 is "
              + now
              + ", not "
              + info.sha256()
              + "; it is needed by "
              + Dependents.names(dependents()),
          "Bring the image back from a backup; what lies over it cannot be trusted until then");
    }
  }

  /**
   * Plans to delete the image, which must have no {@link #dependents}.
   *
   * @throws ConflictException with their names; a domain can be made to stand alone with {@link
   *     Provision#planConsolidate}
   */
  public Plan<Void> planDelete() {
    Dependents.refuse(kvm, subject(), volume().path(), "deleted");
    return new Plan<>(
        kvm.pacer(),
        List.of(Groundwork.step(Effect.DELETE, subject(), "delete from " + pool, run -> delete())),
        () -> null);
  }

  /**
   * Plans to move the image, which must have no {@link #dependents}, to another pool. It keeps its
   * fingerprint, which is taken anew there before it goes here.
   *
   * @throws ConflictException as {@link #planDelete}
   * @throws io.kvmsdk.error.AlreadyExistsException if there is another one of its name
   * @throws io.kvmsdk.error.NotFoundException if there is no such pool
   */
  public Plan<Golden> planMove(String newPool) {
    return new GoldenMove(kvm, this, newPool, name()).plan();
  }

  /** As {@link #planMove}, under another name in its pool. */
  public Plan<Golden> planRename(String newName) {
    return new GoldenMove(kvm, this, pool, newName).plan();
  }

  void delete() {
    StorageVolume image = volume();
    synchronized (lock()) {
      Dependents.refuse(kvm, subject(), image.path(), "deleted");
      kvm.storagePools()
          .get(pool)
          .find(GoldenVolumes.card(name()))
          .ifPresent(StorageVolume::delete);
      image.delete();
    }
  }

  /** As {@link #spawn(String, Consumer)}, with 1 GiB of memory and one vCPU. */
  public Spawned spawn(String domain) {
    return spawn(domain, d -> {});
  }

  /**
   * Makes a machine over this image, starts it and waits for its address, within an hour: an
   * overlay as its first disk, a definition with a UUID and MAC addresses of its own, and a seed
   * that gives it the domain's name. It is on the network {@code default} unless given others.
   */
  public Spawned spawn(String domain, Consumer<DomainSpec.Builder> machine) {
    return planSpawn(request(domain, machine, c -> {})).apply();
  }

  /** As {@link #spawn(String, Consumer)}, with more in the seed: keys, users, packages. */
  public Spawned spawn(
      String domain, Consumer<DomainSpec.Builder> machine, Consumer<CloudInit.Builder> seed) {
    return planSpawn(request(domain, machine, seed)).apply();
  }

  /**
   * Spawns {@code count} machines of one kind, called {@code PREFIX-1}, {@code PREFIX-2} and so on,
   * four at a time: either all of them run in the end, or none is left.
   */
  public List<Spawned> spawn(
      String prefix,
      int count,
      Consumer<DomainSpec.Builder> machine,
      Consumer<CloudInit.Builder> seed) {
    return planSpawn(request(prefix, machine, seed), count).apply();
  }

  /** The short form's request. */
  private static SpawnSpec request(
      String domain, Consumer<DomainSpec.Builder> machine, Consumer<CloudInit.Builder> seed) {
    DomainSpec.Builder builder = DomainSpec.builder().name(domain).memory(DEFAULT_MEMORY);
    machine.accept(builder);
    DomainSpec built = builder.build();
    CloudInit.Builder cloudInit = CloudInit.builder();
    seed.accept(cloudInit);
    return SpawnSpec.builder()
        .domain(
            built.interfaces().isEmpty()
                ? built.toBuilder().network(DEFAULT_NETWORK).build()
                : built)
        .cloudInit(cloudInit.build())
        .build();
  }

  /**
   * Plans one machine over this image. Whatever fails, what the run had made is removed again.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the name, or the name of one of its volumes,
   *     is taken
   * @throws io.kvmsdk.error.NotFoundException if a network or pool is absent
   * @throws io.kvmsdk.error.InvalidSpecException if its disk is to be smaller than the image, or
   *     its name is no hostname and the seed has none
   */
  public Plan<Spawned> planSpawn(SpawnSpec spec) {
    return new SpawnFlow(kvm, this, spec).plan();
  }

  /** As {@link #planSpawn(SpawnSpec)}, with the spec built in place. */
  public Plan<Spawned> planSpawn(Consumer<SpawnSpec.Builder> spec) {
    SpawnSpec.Builder builder = SpawnSpec.builder();
    spec.accept(builder);
    return planSpawn(builder.build());
  }

  /**
   * Plans {@code count} machines, each called after the spec's and a number from 1, which its
   * console log, if any, has at its end as well. They are made side by side, {@link
   * SpawnSpec#parallel} at a time; as soon as one fails the others are given up too, and what all
   * of them had made is removed again.
   */
  public Plan<List<Spawned>> planSpawn(SpawnSpec spec, int count) {
    return SpawnFlow.several(kvm, this, spec, count);
  }

  Object lock() {
    return LOCKS.computeIfAbsent(kvm.uri() + " " + pool + " " + name(), key -> new Object());
  }

  private Subject subject() {
    return Subject.of("golden image", name());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Golden g && g.kvm == kvm && g.pool.equals(pool) && g.info.equals(info);
  }

  @Override
  public int hashCode() {
    return info.hashCode();
  }

  @Override
  public String toString() {
    return "Golden "
        + name()
        + " in "
        + pool
        + " ("
        + info.size()
        + ", "
        + info.os().orElse("from " + info.source())
        + ", "
        + info.created()
        + ")";
  }
}
