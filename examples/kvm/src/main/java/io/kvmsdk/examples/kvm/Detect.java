package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds out where a machine can be reached. */
@Command(
    name = "detect",
    description = "Tells a machine's address, by its lease, its guest agent or the ARP table.")
final class Detect implements Runnable {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "NAME", description = "The domain; running.")
  private String name;

  @Option(
      names = "--wait",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "How long to wait for one. Default: ${DEFAULT-VALUE}.")
  private long seconds;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    try (Hypervisor kvm = connection.open()) {
      String address =
          kvm.domains().get(name).waitUntilAddress(Duration.ofSeconds(seconds)).getHostAddress();
      command.commandLine().getOut().println(address);
    }
  }
}
