package io.kvmsdk.libvirt.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A JVM of its own, on the class path, for what concerns a whole process. */
final class ForkedJvm {
  /** How the process ended; what it printed is decoded as UTF-8. */
  record Result(int exit, String out, String err) {}

  private ForkedJvm() {}

  /**
   * Runs {@code main} in the C locale, where nothing but ASCII survives by default.
   *
   * @param directory for what it prints
   */
  static Result run(Path directory, List<String> options, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    return run(directory, Map.of(), options, main, arguments);
  }

  /** As {@link #run(Path, List, Class, Object...)}, with more variables in its environment. */
  static Result run(
      Path directory,
      Map<String, String> environment,
      List<String> options,
      Class<?> main,
      Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      return new Result(process.waitFor(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Ours first; then what this JVM was given, on its module path and on its class path. */
  private static String classPath() {
    List<String> path = new ArrayList<>(List.of("target/test-classes", "target/classes"));
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      path.add(Objects.requireNonNullElse(System.getProperty(property), ""));
    }
    path.removeIf(String::isEmpty);
    return String.join(File.pathSeparator, path);
  }
}
