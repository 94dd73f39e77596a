package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.Subject;
import io.kvmsdk.storage.StorageVolume;
import java.util.List;

/** Removing what provisioning made; what is deleted is not undone. */
final class DeleteFlow {
  private final Hypervisor kvm;

  DeleteFlow(Hypervisor kvm) {
    this.kvm = kvm;
  }

  Plan<Void> domain(String name, DeletePolicy policy) {
    return new DomainDeletion(kvm, kvm.domains().get(name), policy).plan();
  }

  Plan<Void> unusedOriginals(String pool) {
    MediaStore store = new MediaStore(kvm, pool);
    List<Plan.Step> steps = store.unused().stream().map(v -> removal(store, v)).toList();
    return new Plan<>(kvm.pacer(), steps, () -> null);
  }

  private static Plan.Step removal(MediaStore store, String original) {
    return Groundwork.step(
        Effect.DELETE,
        Subject.of("storage volume", original),
        "delete from " + store.pool(),
        run -> store.removeUnused(original));
  }

  static Plan.Step delete(StorageVolume volume) {
    return Groundwork.step(
        Effect.DELETE,
        Subject.of("storage volume", volume.name()),
        "delete from " + volume.pool(),
        run -> volume.delete());
  }
}
