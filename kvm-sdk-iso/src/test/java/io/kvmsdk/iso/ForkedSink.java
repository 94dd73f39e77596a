package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes an image in a JVM of its own, as a user's program would. */
final class ForkedSink {
  private final List<String> command = new ArrayList<>();
  private final ProcessBuilder process = new ProcessBuilder();

  private ForkedSink() {}

  static ForkedSink java(String... options) {
    ForkedSink forked = new ForkedSink();
    forked.command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    forked.command.addAll(List.of(options));
    return forked;
  }

  /** Where it looks for programs. */
  ForkedSink path(String folders) {
    process.environment().put("PATH", folders);
    return this;
  }

  /**
   * Plans and writes; gives what it said.
   *
   * @param form {@code iso}, {@code overlay} or {@code stream}
   */
  String run(String form, SinkSample sample, Path target) throws IOException {
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ForkedSink.class.getName(), form));
    command.addAll(List.of(sample.original().toString(), sample.added().toString()));
    command.add(target.toString());
    Process java = process.command(command).redirectErrorStream(true).start();
    try {
      String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(java.waitFor()).as(output).isZero();
      return output;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      java.destroyForcibly();
    }
  }

  /** FORM ORIGINAL ADDED TARGET. */
  public static void main(String[] arguments) throws IOException {
    IsoPatch patch = SinkSample.plan(Path.of(arguments[1]), Path.of(arguments[2]));
    Path target = Path.of(arguments[3]);
    switch (arguments[0]) {
      case "iso" -> patch.writeIso(target);
      case "overlay" -> patch.writeOverlay(target, arguments[1]);
      default -> {
        try (OutputStream out = new FileOutputStream(target.toFile())) {
          patch.writeTo(out);
        }
      }
    }
    System.out.println(patch);
  }
}
