package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ImageUse;

/** What a plan may not take the place of. */
final class TakenNames {
  private TakenNames() {}

  static void refuseDomain(Hypervisor kvm, String name) {
    if (kvm.domains().find(name).isPresent()) {
      throw new AlreadyExistsException(
          Subject.of("domain", name),
          "there is a domain of this name already, which is kept",
          "Choose another name, or delete it first");
    }
  }

  /** A volume in a pool that is not active comes to light only when it is to be made. */
  static void refuseVolume(Hypervisor kvm, String pool, String name, String remedy) {
    if (ImageUse.volume(kvm, pool, name).isPresent()) {
      throw new AlreadyExistsException(
          Subject.of("storage volume", name),
          "the pool '" + pool + "' has a volume of this name already, which is kept",
          remedy);
    }
  }
}
