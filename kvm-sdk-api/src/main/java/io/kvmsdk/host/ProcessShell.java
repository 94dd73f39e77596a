package io.kvmsdk.host;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.domain.ExecSpec;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.ssh.OpenSsh;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs of this machine, or, by one of them, of another.
 *
 * @param transport what takes one line for a shell elsewhere; empty for this machine
 */
record ProcessShell(String host, List<String> transport) implements HostShell {
  /** Ends the program where it runs, with all that it has started, also if nobody hears of it. */
  private static final String RUN =
      "w=$1; shift; timeout -k 5 \"$@\"; s=$?; echo \"$w$s\"; echo \"$w$s\" >&2; exit $s";

  private static final int MOST_LINES = 5;

  static List<String> transport(String destination, List<String> ssh) {
    List<String> command =
        OpenSsh.command(
            ssh,
            "ConnectTimeout=10",
            "ServerAliveInterval=5",
            "ServerAliveCountMax=3",
            "ClearAllForwardings=yes",
            "LogLevel=ERROR");
    command.addAll(List.of("--", "ssh://" + destination));
    return List.copyOf(command);
  }

  @Override
  public ExecResult exec(ExecSpec program) {
    LastWord word = LastWord.random();
    HostProcess.Ended ended =
        new HostProcess(Subject.of("host", host), words(program, word), program, word).run();
    byte[] errors = ended.errors().bytes();
    if (ended.lost().isPresent()) {
      throw failure(end(new String(errors, StandardCharsets.UTF_8)), ended.lost().getAsInt());
    }
    return ExecResult.exited(
        ended.output().exitCode().orElseThrow(),
        ended.output().bytes(),
        errors,
        ended.output().truncated() || ended.errors().truncated());
  }

  private List<String> words(ExecSpec program, LastWord word) {
    List<String> words = new ArrayList<>(List.of("sh", "-c", RUN, "sh", word.token()));
    // This side is to see its own time-out first.
    words.add(String.valueOf(program.timeout().plusMillis(1_999).toSeconds()));
    if (!program.environment().isEmpty()) {
      words.addAll(List.of("env", "-i"));
      program.environment().forEach((name, value) -> words.add(name + "=" + value));
    }
    words.addAll(program.command());
    return transport.isEmpty()
        ? words
        : Stream.concat(transport.stream(), Stream.of(line(words))).toList();
  }

  /** ssh hands its arguments to the login shell as one line. */
  private static String line(List<String> words) {
    return words.stream().map(ProcessShell::quote).collect(joining(" ", "exec ", ""));
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** ssh has the last word, behind whatever the program wrote. */
  private static String end(String errors) {
    List<String> lines = errors.strip().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }

  private KvmException failure(String said, int code) {
    Subject subject = Subject.of("host", host);
    String problem =
        transport.isEmpty() || said.isEmpty()
            ? "the program's shell ended with " + code
            : "ssh says: " + said.replaceAll("\\.$", "");
    return OpenSsh.isRefusal(said)
        ? new PermissionDeniedException(subject, problem, OpenSsh.REMEDY)
        : new ConnectionLostException(
            subject,
            problem,
            "See whether it can be reached; if the link was lost meanwhile, the program may have run");
  }

  @Override
  public String toString() {
    return host;
  }
}
