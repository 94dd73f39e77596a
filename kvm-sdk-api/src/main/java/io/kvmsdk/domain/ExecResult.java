package io.kvmsdk.domain;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalInt;

/** How a program that ran in a guest, or on a host, ended, and what it wrote. */
public final class ExecResult {
  private final int status;
  private final boolean signalled;
  private final byte[] output;
  private final byte[] errors;
  private final boolean truncated;

  private ExecResult(
      int status, boolean signalled, byte[] output, byte[] errors, boolean truncated) {
    this.status = status;
    this.signalled = signalled;
    this.output = Objects.requireNonNull(output);
    this.errors = Objects.requireNonNull(errors);
    this.truncated = truncated;
  }

  /**
   * Of a program that ended by itself.
   *
   * @param truncated whether only a part of what it wrote was kept
   */
  public static ExecResult exited(int exitCode, byte[] output, byte[] errors, boolean truncated) {
    return new ExecResult(exitCode, false, output.clone(), errors.clone(), truncated);
  }

  /** It wrote {@code output}, and ended well. */
  public static ExecResult exited(int exitCode, String output) {
    return exited(exitCode, output.getBytes(StandardCharsets.UTF_8), new byte[0], false);
  }

  /** Ended by a signal, or on Windows by an exception that nobody handled. */
  public static ExecResult killed(int signal, byte[] output, byte[] errors, boolean truncated) {
    return new ExecResult(signal, true, output.clone(), errors.clone(), truncated);
  }

  /** Whether it exited with 0. */
  public boolean succeeded() {
    return !signalled && status == 0;
  }

  /** Empty if it was killed. */
  public OptionalInt exitCode() {
    return signalled ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /** What killed it; empty if it exited. */
  public OptionalInt signal() {
    return signalled ? OptionalInt.of(status) : OptionalInt.empty();
  }

  /** What it wrote to its standard output, as UTF-8. */
  public String output() {
    return new String(output, StandardCharsets.UTF_8);
  }

  public byte[] outputBytes() {
    return output.clone();
  }

  /** What it wrote to its standard error, as UTF-8. */
  public String errors() {
    return new String(errors, StandardCharsets.UTF_8);
  }

  public byte[] errorBytes() {
    return errors.clone();
  }

  /** Whether only a part of what it wrote was kept. */
  public boolean truncated() {
    return truncated;
  }

  @Override
  public String toString() {
    return (signalled ? "killed by signal " : "exit code ") + status + ": " + output().strip();
  }
}
