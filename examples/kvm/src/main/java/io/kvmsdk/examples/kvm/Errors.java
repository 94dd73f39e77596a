package io.kvmsdk.examples.kvm;

import io.kvmsdk.error.KvmException;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells errors as one line each: the SDK's own words are enough to act on. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final BooleanSupplier verbose;

  Errors(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    err.println("error: " + (e instanceof KvmException ? e.getMessage() : unexpected(e)));
    for (Throwable undoing : e.getSuppressed()) {
      err.println("  and: " + undoing.getMessage());
    }
    if (verbose.getAsBoolean()) {
      e.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private String unexpected(Exception e) {
    return "this is a bug: " + e + (verbose.getAsBoolean() ? "" : " (--verbose shows where)");
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("'" + command.getCommandSpec().qualifiedName() + " --help' tells more.");
    return CommandLine.ExitCode.USAGE;
  }
}
