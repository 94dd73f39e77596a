package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Steps that see to the networks and pools that a domain needs. */
final class Groundwork {
  private final Hypervisor kvm;

  Groundwork(Hypervisor kvm) {
    this.kvm = kvm;
  }

  /**
   * @param specs how to make what is absent
   * @throws io.kvmsdk.error.NotFoundException if it is absent, and in none of the specs
   */
  Plan.Step network(String name, List<NetworkSpec> specs) {
    Subject subject = Subject.of("network", name);
    Optional<NetworkSpec> spec = named(name, specs, NetworkSpec::name);
    Optional<Network> existing = kvm.networks().find(name);
    if (existing.isEmpty() && spec.isPresent()) {
      return step(Effect.CREATE, subject, "define and start", run -> create(spec.get(), run));
    }
    Network network = existing.orElseGet(() -> kvm.networks().get(name));
    return network.active()
        ? step(Effect.NOTHING, subject, "is active", run -> {})
        : step(Effect.LIVE, subject, "start", run -> start(network, run));
  }

  private void create(NetworkSpec spec, Run run) {
    synchronized (run) {
      Network network;
      try {
        network = kvm.networks().define(spec);
        run.onFailure("network " + spec.name(), unless(network::active, network::undefine));
      } catch (AlreadyExistsException madeSince) {
        network = kvm.networks().get(spec.name());
      }
      start(network, run);
    }
  }

  private void start(Network network, Run run) {
    Supplier<Set<?>> guests = () -> guests(network.name());
    start(
        Subject.of("network", network.name()),
        new Service(network::active, network::start, network::destroy, guests),
        run);
  }

  private Set<UUID> guests(String network) {
    return kvm.domains().list().stream()
        .filter(d -> isOn(network, d))
        .map(Domain::uuid)
        .collect(Collectors.toSet());
  }

  private static boolean isOn(String network, Domain domain) {
    try {
      return DomainXml.parse(domain.xml()).interfaces().stream()
          .anyMatch(i -> i.network().equals(Optional.of(network)));
    } catch (NotFoundException vanished) {
      return false;
    }
  }

  /** As {@link #network}, for a storage pool. */
  Plan.Step pool(String name, List<StoragePoolSpec> specs) {
    Subject subject = Subject.of("storage pool", name);
    Optional<StoragePoolSpec> spec = named(name, specs, StoragePoolSpec::name);
    Optional<StoragePool> existing = kvm.storagePools().find(name);
    if (existing.isEmpty() && spec.isPresent()) {
      String summary = "define, build and start at " + spec.get().target();
      return step(Effect.CREATE, subject, summary, run -> create(spec.get(), run));
    }
    StoragePool pool = existing.orElseGet(() -> kvm.storagePools().get(name));
    return pool.active()
        ? step(Effect.NOTHING, subject, "is active", run -> {})
        : step(Effect.LIVE, subject, "start", run -> start(pool, run));
  }

  private void create(StoragePoolSpec spec, Run run) {
    synchronized (run) {
      StoragePool pool;
      try {
        pool = kvm.storagePools().define(spec);
        run.onFailure("storage pool " + spec.name(), unless(pool::active, pool::undefine));
      } catch (AlreadyExistsException madeSince) {
        pool = kvm.storagePools().get(spec.name());
      }
      startOrBuild(pool, spec, run);
    }
  }

  private static void startOrBuild(StoragePool pool, StoragePoolSpec spec, Run run) {
    try {
      start(pool, run);
    } catch (KvmException noFolderYet) {
      if (!spec.type().folder()) {
        // What building takes over, as a volume group does its devices, is not for a flow to decide
        throw noFolderYet;
      }
      // Only a folder that was made here may go again, so try first without making one.
      pool.build();
      run.onFailure("folder of storage pool " + spec.name(), unless(pool::active, pool::delete));
      start(pool, run);
    }
  }

  private static void start(StoragePool pool, Run run) {
    Supplier<Set<?>> volumes =
        () -> pool.list().stream().map(StorageVolume::name).collect(Collectors.toSet());
    start(
        Subject.of("storage pool", pool.name()),
        new Service(pool::active, pool::start, pool::destroy, volumes),
        run);
  }

  /**
   * What can be started.
   *
   * @param users what needs it, or needed it already when it was started
   */
  private record Service(
      BooleanSupplier active, Runnable start, Runnable stop, Supplier<Set<?>> users) {
    void stopUnlessUsed(Set<?> before) {
      if (before.containsAll(users.get())) {
        stop.run();
      }
    }
  }

  /**
   * Starts what another run, or another thread of this one, may have started since it was planned.
   * Who did so takes it back on failure, after all that rests on it, unless others have come to use
   * it.
   */
  private static void start(Subject subject, Service service, Run run) {
    synchronized (run) {
      try {
        service.start().run();
      } catch (ConflictException e) {
        if (service.active().getAsBoolean()) {
          return;
        }
        throw e;
      }
      Set<?> before = service.users().get();
      run.onFailure(
          "start of " + subject.kind() + " " + subject.name(),
          () -> service.stopUnlessUsed(before));
    }
  }

  private static Runnable unless(BooleanSupplier kept, Runnable undo) {
    return () -> {
      if (!kept.getAsBoolean()) {
        undo.run();
      }
    };
  }

  private static <T> Optional<T> named(String name, List<T> specs, Function<T, String> nameOf) {
    return specs.stream().filter(s -> nameOf.apply(s).equals(name)).findFirst();
  }

  /** What a step without a count of units does. */
  @FunctionalInterface
  interface Action {
    void apply(Run run);
  }

  static Plan.Step step(Effect effect, Subject subject, String summary, Action action) {
    return new Plan.Step(
        new Change(effect, subject, summary),
        Progress.UNKNOWN_TOTAL,
        (run, job) -> action.apply(run));
  }
}
