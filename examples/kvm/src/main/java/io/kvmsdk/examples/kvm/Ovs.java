package io.kvmsdk.examples.kvm;

import io.kvmsdk.ovs.OpenVSwitch;
import io.kvmsdk.ovs.VsctlOutput;
import io.kvmsdk.ovs.VsctlScript;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Carries a script of ovs-vsctl calls out as one transaction, or shows what a switch is. */
@Command(
    name = "ovs",
    description = {
      "Carries the ovs-vsctl calls of a script out, all together or none,",
      "or shows what a switch is, without running ovs-vsctl."
    })
final class Ovs implements Runnable {
  @Option(
      names = "--db",
      paramLabel = "ENDPOINT",
      defaultValue = "unix:/run/openvswitch/db.sock",
      description = "The switch's database, by default ${DEFAULT-VALUE}; also tcp:HOST:PORT.")
  private OvsdbEndpoint database;

  @Option(names = "--no-wait", description = "Do not wait until ovs-vswitchd has done it.")
  private boolean noWait;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @ArgGroup(multiplicity = "1")
  private Work work;

  @Spec private CommandSpec command;

  private static final class Work {
    @Option(names = "--script", paramLabel = "FILE", description = "The calls of ovs-vsctl.")
    private Path script;

    @Parameters(paramLabel = "show", description = "The word show.", arity = "1")
    private String show;
  }

  @Override
  public void run() {
    VsctlScript script = VsctlScript.parse(text());
    PrintWriter out = command.commandLine().getOut();
    try (OpenVSwitch ovs = OpenVSwitch.connect(database)) {
      if (dryRun) {
        out.println(script.plan(ovs.database()));
        return;
      }
      for (VsctlOutput output : (noWait ? script.noWait() : script).run(ovs.database())) {
        out.print(output.text());
      }
      out.flush();
    }
  }

  private String text() {
    if (work.script == null && !work.show.equals("show")) {
      throw new ParameterException(
          command.commandLine(), "Only 'show' is known here, not '" + work.show + "'");
    }
    try {
      return work.script == null ? "ovs-vsctl show" : Files.readString(work.script);
    } catch (IOException e) {
      throw new ParameterException(
          command.commandLine(), "The script cannot be read: " + work.script, e);
    }
  }
}
