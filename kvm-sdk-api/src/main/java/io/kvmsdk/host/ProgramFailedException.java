package io.kvmsdk.host;

import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;

/** A program on a host has not done what it was to do. */
public class ProgramFailedException extends KvmException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_WORDS = 2_000;

  private final int exitCode;

  ProgramFailedException(Subject host, String problem, int exitCode) {
    super(host, problem, "");
    this.exitCode = exitCode;
  }

  /** 127 if it is not there, 128 and more if a signal ended it; 0 if it only wrote too much. */
  public int exitCode() {
    return exitCode;
  }

  static String orThrow(HostShell shell, String program, ExecResult result) {
    if (result.succeeded() && !result.truncated()) {
      return result.output();
    }
    String said = result.errors().strip();
    throw new ProgramFailedException(
        Subject.of("host", shell),
        program
            + (result.succeeded()
                ? " wrote too much to keep"
                : " ended with "
                    + code(result)
                    + (said.isEmpty() ? "" : ": ")
                    + said.substring(Math.max(0, said.length() - MOST_WORDS))),
        code(result));
  }

  private static int code(ExecResult result) {
    return result.exitCode().orElseGet(() -> 128 + result.signal().orElse(0));
  }
}
