package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.provision.Provision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Frees a machine's disks of what lies below them. */
@Command(
    name = "consolidate",
    description = "Lets the disks of a domain stand alone, without golden image or snapshots.")
final class Consolidate implements Runnable {
  @Mixin private Connection connection;

  @Mixin private Planned planned;

  @Parameters(paramLabel = "NAME", description = "The domain; running or not.")
  private String name;

  @Override
  public void run() {
    try (Hypervisor kvm = connection.open()) {
      planned.apply(Provision.on(kvm).planConsolidate(name));
    }
  }
}
