package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.domain.ExecSpec;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a program by {@code guest-exec}, and looks at {@code guest-exec-status} until it ended. */
record AgentExec(Driver driver, AgentCalls calls, ExecSpec program) {
  private static final String EXEC = "guest-exec";
  private static final String STATUS = "guest-exec-status";
  private static final int MOST_INPUT = 48 << 10;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  ExecResult run() {
    Duration end = driver.pacer().after(program.timeout());
    long process = AgentReply.of(calls, EXEC, request()).number("pid", 0, Long.MAX_VALUE);
    Duration pause = FIRST_PAUSE;
    AgentReply status = status(process);
    while (!status.flag("exited")) {
      Duration left = end.minus(driver.pacer().elapsed());
      if (left.isNegative() || left.isZero()) {
        throw late(process);
      }
      driver
          .pacer()
          .pass(calls.subject(), "running " + name(), left.compareTo(pause) < 0 ? left : pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
      status = status(process);
    }
    return result(status);
  }

  private Map<String, Object> request() {
    List<String> command = program.command();
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("path", name());
    request.put("arg", command.subList(1, command.size()));
    if (!program.environment().isEmpty()) {
      request.put(
          "env",
          program.environment().entrySet().stream()
              .map(e -> e.getKey() + "=" + e.getValue())
              .toList());
    }
    if (program.input().length > MOST_INPUT) {
      throw InvalidSpecException.of(
          Subject.of("program", name()), "the input is longer than " + MOST_INPUT + " bytes");
    }
    if (program.input().length > 0) {
      request.put("input-data", Base64.getEncoder().encodeToString(program.input()));
    }
    request.put("capture-output", true);
    return request;
  }

  private String name() {
    return program.command().get(0);
  }

  private AgentReply status(long process) {
    return AgentReply.of(calls, STATUS, Map.of("pid", process));
  }

  private static ExecResult result(AgentReply status) {
    byte[] output = status.bytes("out-data");
    byte[] errors = status.bytes("err-data");
    boolean truncated = status.flag("out-truncated") || status.flag("err-truncated");
    if (status.has("signal")) {
      int signal = (int) status.number("signal", Integer.MIN_VALUE, 0xFFFF_FFFFL);
      return ExecResult.killed(signal, output, errors, truncated);
    }
    int code = (int) status.number("exitcode", Integer.MIN_VALUE, 0xFFFF_FFFFL);
    return ExecResult.exited(code, output, errors, truncated);
  }

  private TimedOutException late(long process) {
    return new TimedOutException(
        calls.subject(),
        "running %s took longer than %s s".formatted(name(), program.timeout().toMillis() / 1000.0),
        "It still runs in the guest, as process " + process);
  }
}
