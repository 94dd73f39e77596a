package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ImageUse;
import io.kvmsdk.storage.StoragePool;
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
    StoragePool target = kvm.storagePools().get(pool);
    PoolFiles.refresh(target, kvm.pacer());
    ImageUse use = ImageUse.of(kvm);
    List<Plan.Step> steps =
        target.list().stream()
            .filter(v -> MediaStore.isOriginal(v.name()))
            .filter(v -> !use.used(v.path()))
            .map(DeleteFlow::delete)
            .toList();
    return new Plan<>(kvm.pacer(), steps, () -> null);
  }

  static Plan.Step delete(StorageVolume volume) {
    return Groundwork.step(
        Effect.DELETE,
        Subject.of("storage volume", volume.name()),
        "delete from " + volume.pool(),
        run -> volume.delete());
  }
}
