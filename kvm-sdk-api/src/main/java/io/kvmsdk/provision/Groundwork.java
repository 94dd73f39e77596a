package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
    Network network = kvm.networks().define(spec);
    run.onFailure("network " + spec.name(), network::undefine);
    start(network, run);
  }

  private static void start(Network network, Run run) {
    network.start();
    run.onFailure("start of network " + network.name(), network::destroy);
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
    StoragePool pool = kvm.storagePools().define(spec);
    run.onFailure("storage pool " + spec.name(), pool::undefine);
    try {
      start(pool, run);
    } catch (KvmException noFolderYet) {
      if (!spec.type().folder()) {
        // What building takes over, as a volume group does its devices, is not for a flow to decide
        throw noFolderYet;
      }
      // Only a folder that was made here may go again, so try first without making one.
      pool.build();
      run.onFailure("folder of storage pool " + spec.name(), pool::delete);
      start(pool, run);
    }
  }

  private static void start(StoragePool pool, Run run) {
    pool.start();
    run.onFailure("start of storage pool " + pool.name(), pool::destroy);
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
