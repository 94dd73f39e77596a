package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows libvirt's document for a domain. */
@Command(name = "dumpxml", description = "Prints libvirt's document for a domain.")
final class DumpXml implements Runnable {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "NAME", description = "The domain.")
  private String name;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    try (Hypervisor kvm = connection.open()) {
      command.commandLine().getOut().println(kvm.domains().get(name).xml().strip());
    }
  }
}
