package io.kvmsdk.examples.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The C program {@code calls.c}, which makes calls when told to and says how long they took. */
final class NativeCalls implements AutoCloseable {
  private final Process process;
  private final PrintWriter orders;
  private final BufferedReader answers;

  NativeCalls(String program, String uri, String domain) {
    try {
      process =
          new ProcessBuilder(program, uri, domain)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    orders = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Makes {@code count} calls; gives back the nanoseconds that all of them took. */
  long run(String operation, int count) {
    try {
      orders.println(operation + " " + count);
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("the C program ended at " + operation);
      }
      return Long.parseLong(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
