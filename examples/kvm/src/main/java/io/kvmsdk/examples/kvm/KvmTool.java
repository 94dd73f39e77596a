package io.kvmsdk.examples.kvm;

import io.kvmsdk.value.ByteSize;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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
      Install.class,
      ListDomains.class,
      DumpXml.class,
      Delete.class
    })
public final class KvmTool {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show where an error comes from.")
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
        .registerConverter(ByteSize.class, KvmTool::size)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  private static ByteSize size(String text) {
    try {
      return ByteSize.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }
}
