package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.provision.DeletePolicy;
import io.kvmsdk.provision.Provision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a domain with what belongs to it alone. */
@Command(
    name = "delete",
    aliases = "nuke",
    description = "Stops and removes a domain, with the disks that nothing else uses.")
final class Delete implements Runnable {
  @Mixin private Connection connection;

  @Mixin private Planned planned;

  @Parameters(paramLabel = "NAME", description = "The domain.")
  private String name;

  @Option(names = "--keep-disks", description = "Leave its disks where they are.")
  private boolean keepDisks;

  @Override
  public void run() {
    DeletePolicy policy = keepDisks ? DeletePolicy.KEEP_DISKS : DeletePolicy.REMOVE_DISKS;
    try (Hypervisor kvm = connection.open()) {
      planned.apply(Provision.on(kvm).planDelete(name, policy));
    }
  }
}
