package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.Subject;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import java.util.ArrayList;
import java.util.List;

/** Removing what provisioning made; what is deleted is not undone. */
final class DeleteFlow {
  private final Hypervisor kvm;

  DeleteFlow(Hypervisor kvm) {
    this.kvm = kvm;
  }

  Plan<Void> domain(String name, DeletePolicy policy) {
    Domain domain = kvm.domains().get(name);
    Subject subject = Subject.of("domain", name);
    List<Plan.Step> steps = new ArrayList<>();
    if (domain.state().active()) {
      steps.add(Groundwork.step(Effect.LIVE, subject, "destroy", run -> domain.destroy()));
    }
    List<StorageVolume> own =
        policy == DeletePolicy.REMOVE_DISKS ? new VolumeUse(kvm).own(domain) : List.of();
    steps.add(Groundwork.step(Effect.DELETE, subject, "undefine", run -> domain.undefine()));
    own.forEach(volume -> steps.add(delete(volume)));
    return new Plan<>(kvm.pacer(), steps, () -> null);
  }

  Plan<Void> unusedOriginals(String pool) {
    StoragePool target = kvm.storagePools().get(pool);
    target.refresh();
    VolumeUse use = new VolumeUse(kvm);
    List<Plan.Step> steps =
        target.list().stream()
            .filter(v -> MediaStore.isOriginal(v.name()))
            .filter(v -> !use.used(v))
            .map(DeleteFlow::delete)
            .toList();
    return new Plan<>(kvm.pacer(), steps, () -> null);
  }

  private static Plan.Step delete(StorageVolume volume) {
    return Groundwork.step(
        Effect.DELETE,
        Subject.of("storage volume", volume.name()),
        "delete from " + volume.pool(),
        run -> volume.delete());
  }
}
