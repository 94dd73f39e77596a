package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Frees a machine's disks of what lies below them. */
@Command(
    name = "consolidate",
    description = "Lets the disks of a domain stand alone, without golden image or snapshots.")
final class Consolidate implements Runnable {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "NAME", description = "The domain; running or not.")
  private String name;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    try (Hypervisor kvm = connection.open()) {
      Plan<Void> plan = Provision.on(kvm).planConsolidate(name);
      out.println(Text.withShortDigests(plan.toString()));
      if (!dryRun) {
        plan.apply(ProgressBar.on(out, plan));
      }
    }
  }
}
