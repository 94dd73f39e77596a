package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.testkit.contract.Capability;
import java.util.Set;

/** This machine's QEMU. */
final class QemuDriver {
  /** The guests of the suites have no operating system that could hear a shutdown. */
  static final Set<Capability> MISSING = Set.of(Capability.GUESTS_THAT_LISTEN);

  private QemuDriver() {}

  static Hypervisor connect() {
    return Kvm.connect("qemu:///system");
  }
}
