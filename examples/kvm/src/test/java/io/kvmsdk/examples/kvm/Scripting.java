package io.kvmsdk.examples.kvm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** JShell as {@code examples/run jshell} starts it, fed by a test. */
final class Scripting implements AutoCloseable {
  /** Tests run in the module's folder, {@code examples/kvm}. */
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  static final Path SCRIPTS = ROOT.resolve("examples/scripts");

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final JShell shell;

  Scripting() {
    PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
    shell = JShell.builder().out(out).err(out).build();
    shell.addToClasspath(System.getProperty("java.class.path"));
    run("import java.nio.charset.*; import java.nio.file.*; import java.util.*;"); // of --startup
    // DEFAULT
    run(read(SCRIPTS.resolve("kvm.jsh")));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs all that {@code source} holds, in order. */
  void run(String source) {
    String rest = source;
    while (!rest.isBlank()) {
      CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      String snippet = next.source() == null ? rest : next.source();
      for (SnippetEvent event : shell.eval(snippet)) {
        refuseFailure(event);
      }
      rest = next.remaining();
    }
  }

  /** What the code has printed so far. */
  String output() {
    return output.toString(StandardCharsets.UTF_8);
  }

  private void refuseFailure(SnippetEvent event) {
    Snippet snippet = event.snippet();
    if (event.exception() != null) {
      throw new AssertionError("failed: " + snippet.source(), event.exception());
    }
    if (event.status() != Snippet.Status.VALID && event.status() != Snippet.Status.OVERWRITTEN) {
      throw new AssertionError(
          shell
              .diagnostics(snippet)
              .map(d -> d.getMessage(Locale.ROOT))
              .collect(Collectors.joining("\n", "in: " + snippet.source() + "\n", "")));
    }
  }

  @Override
  public void close() {
    shell.close();
  }
}
