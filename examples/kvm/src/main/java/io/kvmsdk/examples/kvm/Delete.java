package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.provision.DeletePolicy;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a domain with what belongs to it alone. */
@Command(
    name = "delete",
    aliases = "nuke",
    description = "Stops and removes a domain, with the disks that nothing else uses.")
final class Delete implements Runnable {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "NAME", description = "The domain.")
  private String name;

  @Option(names = "--keep-disks", description = "Leave its disks where they are.")
  private boolean keepDisks;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    DeletePolicy policy = keepDisks ? DeletePolicy.KEEP_DISKS : DeletePolicy.REMOVE_DISKS;
    try (Hypervisor kvm = connection.open()) {
      Plan<Void> plan = Provision.on(kvm).planDelete(name, policy);
      out.println(Text.withShortDigests(plan.toString()));
      if (!dryRun) {
        plan.apply(ProgressBar.on(out, plan));
      }
    }
  }
}
