package io.kvmsdk.examples.kvm;

import io.kvmsdk.ovs.MeshHost;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The tool: {@code examples/run TASK …}. Exits with 0, 1 if a task failed, 2 if misused. */
@Command(
    name = "examples/run",
    description = "Provisions KVM virtual machines, on a real host or on a fake one.",
    synopsisSubcommandLabel = "TASK",
    footer = {
      "",
      "'examples/run groovy FILE' runs a script, 'examples/run jshell' talks to the SDK."
    },
    subcommands = {
      Quickstart.class,
      Remaster.class,
      CloneDisk.class,
      FlattenDisk.class,
      ShowImage.class,
      Install.class,
      PublishGolden.class,
      Spawn.class,
      Detect.class,
      Consolidate.class,
      ListDomains.class,
      DumpXml.class,
      Delete.class,
      Ovs.class,
      OvsMesh.class
    })
public final class KvmTool {
  /** Held here, as a level is lost with its logger. */
  private static final Logger SDK_LOG = Logger.getLogger("io.kvmsdk");

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show where an error comes from, and what the SDK notes.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  KvmTool() {}

  public static void main(String... arguments) {
    System.exit(Interrupt.onSignal(() -> commandLine().execute(arguments)));
  }

  /** The tool, ready to be given arguments. */
  static CommandLine commandLine() {
    KvmTool tool = new KvmTool();
    Errors errors = new Errors(() -> tool.verbose);
    return new CommandLine(tool)
        .registerConverter(ByteSize.class, text -> read(ByteSize::parse, text))
        .registerConverter(Cidr.class, text -> read(Cidr::of, text))
        .registerConverter(OvsdbEndpoint.class, text -> read(OvsdbEndpoint::parse, text))
        .registerConverter(MeshHost.class, text -> read(OvsMesh::host, text))
        .setExecutionStrategy(tool::run)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  private static <T> T read(Function<String, T> parser, String text) {
    try {
      return parser.apply(text);
    } catch (RuntimeException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }

  private int run(ParseResult arguments) {
    SDK_LOG.setLevel(verbose ? Level.ALL : Level.WARNING);
    return new CommandLine.RunLast().execute(arguments);
  }
}
