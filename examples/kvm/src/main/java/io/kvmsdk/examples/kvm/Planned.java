package io.kvmsdk.examples.kvm;

import io.kvmsdk.provision.Plan;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a plan before it is applied, or instead. */
final class Planned {
  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * @return what the plan gave; empty if it gave nothing, or was only shown
   */
  <T> Optional<T> apply(Plan<T> plan) {
    PrintWriter out = command.commandLine().getOut();
    out.println(Text.withShortDigests(plan.toString()));
    return dryRun ? Optional.empty() : Optional.ofNullable(plan.apply(ProgressBar.on(out, plan)));
  }

  void say(String line) {
    command.commandLine().getOut().println(line);
  }
}
