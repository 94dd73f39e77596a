package io.kvmsdk.judge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs a program that we did not write, to judge what we did. */
public final class Tool {
  private Tool() {}

  /**
   * How a program ended.
   *
   * @param output standard output and error together, as UTF-8
   */
  public record Result(List<String> command, int exit, String output) {
    /** This result, if the program succeeded. */
    public Result orFail() {
      if (exit != 0) {
        throw new AssertionError(command + " exited with " + exit + ":\n" + output);
      }
      return this;
    }
  }

  /** Runs {@code command} to its end; arguments may be strings, paths or numbers. */
  public static Result run(Object... command) {
    String[] words = Arrays.stream(command).map(Object::toString).toArray(String[]::new);
    return tryRun(words).orElseThrow(() -> new AssertionError("no such program: " + words[0]));
  }

  /** As {@link #run}, in the folder {@code directory}. */
  public static Result runIn(Path directory, Object... command) {
    String[] words = Arrays.stream(command).map(Object::toString).toArray(String[]::new);
    return start(new ProcessBuilder(words).directory(directory.toFile()))
        .orElseThrow(() -> new AssertionError("no such program: " + words[0]));
  }

  static Optional<Result> tryRun(String... command) {
    return start(new ProcessBuilder(command));
  }

  private static Optional<Result> start(ProcessBuilder builder) {
    builder.redirectErrorStream(true).environment().put("LC_ALL", "C.UTF-8");
    Process process;
    try {
      process = builder.start();
    } catch (IOException noSuchProgram) {
      return Optional.empty();
    }
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(new Result(builder.command(), process.waitFor(), output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for " + builder.command(), e);
    } finally {
      process.destroyForcibly();
    }
  }
}
