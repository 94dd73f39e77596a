package io.kvmsdk.examples.kvm;

import io.kvmsdk.change.Change;
import io.kvmsdk.ovs.DatapathType;
import io.kvmsdk.ovs.InterfaceType.TunnelType;
import io.kvmsdk.ovs.MeshHost;
import io.kvmsdk.ovs.MeshReport;
import io.kvmsdk.ovs.MeshSecurity;
import io.kvmsdk.ovs.MeshSpec;
import io.kvmsdk.ovs.MeshTopology;
import io.kvmsdk.ovs.TunnelMesh;
import io.kvmsdk.value.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Joins the bridges of many hosts to one network, or tells what is missing of it. */
@Command(
    name = "ovs-mesh",
    description = {
      "Joins bridges of many hosts by tunnels, so that their guests are on one network.",
      "Running it again repairs what has drifted."
    })
final class OvsMesh implements Runnable {
  @Option(names = "--bridge", required = true, paramLabel = "NAME", description = "On each host.")
  private String bridge;

  @Option(names = "--type", defaultValue = "GENEVE", description = "${COMPLETION-CANDIDATES}.")
  private TunnelType type;

  @Option(
      names = "--topology",
      defaultValue = "FULL_MESH",
      description = "${COMPLETION-CANDIDATES}.")
  private MeshTopology topology;

  @Option(names = "--key", paramLabel = "NUMBER", description = "Tells it from other tunnels.")
  private Long key;

  @Option(names = "--datapath", description = "Of bridges that are made: ${COMPLETION-CANDIDATES}.")
  private DatapathType datapath;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "Asks for IPsec, with keys made of what is in the file.")
  private Path secret;

  @Option(names = "--dry-run", description = "Only say what is not as it should be.")
  private boolean dryRun;

  @Parameters(
      arity = "2..*",
      paramLabel = "HOST=ENDPOINT,ADDRESS",
      description = "As kvm1=tcp:10.0.0.1:6640,10.0.0.1: the database, and the tunnels' address.")
  private List<MeshHost> hosts;

  @Spec private CommandSpec command;

  static MeshHost host(String text) {
    int name = text.indexOf('=');
    int address = text.lastIndexOf(',');
    if (name < 1 || address < name) {
      throw new IllegalArgumentException("a host is NAME=ENDPOINT,ADDRESS, not '" + text + "'");
    }
    return MeshHost.of(
        text.substring(0, name), text.substring(name + 1, address), text.substring(address + 1));
  }

  @Override
  public void run() {
    TunnelMesh mesh = TunnelMesh.of(spec());
    MeshReport report = dryRun ? mesh.plan() : mesh.apply();
    PrintWriter out = command.commandLine().getOut();
    for (MeshReport.Host host : report.hosts()) {
      for (Change change : host.changes()) {
        out.println(host.host().name() + ": " + change);
      }
    }
    out.println("guests may send packets of " + mesh.guestMtu() + " bytes");
    if (mesh.encrypted()) {
      mesh.ipsecStatus(Map.of()).forEach(out::println);
    }
    report.orThrow();
  }

  private MeshSpec spec() {
    MeshSpec.Builder spec =
        MeshSpec.builder().bridge(bridge).type(type).topology(topology).hosts(hosts);
    if (key != null) {
      spec.key(key);
    }
    if (datapath != null) {
      spec.datapathType(datapath);
    }
    if (secret != null) {
      spec.security(MeshSecurity.derivedKeys(readSecret()));
    }
    return spec.build();
  }

  private Secret readSecret() {
    try {
      return Secret.of(Files.readString(secret).strip());
    } catch (IOException e) {
      throw new ParameterException(
          command.commandLine(), "The secret cannot be read: " + secret, e);
    }
  }
}
