package io.kvmsdk.qcow2;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own, with little memory, that can be watched and killed. */
final class ChildJvm {
  private ChildJvm() {}

  /** The command that runs {@code main}, one of the tests' classes, on the class path. */
  static List<Object> command(Class<?> main, Object... arguments) {
    List<Object> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
    // No file of its own, to which others count what it writes.
    command.add("-XX:-UsePerfData");
    command.addAll(List.of("-cp", placeOf(QcowDisk.class) + ":" + placeOf(ChildJvm.class)));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Surefire patches tests into the module, whose own place is then told of them, too. */
  private static Path placeOf(Class<?> type) {
    String resource = type.getName().replace('.', '/') + ".class";
    try {
      String file = Path.of(type.getResource("/" + resource).toURI()).toString();
      return Path.of(file.substring(0, file.length() - resource.length()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
