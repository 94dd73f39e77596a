package io.kvmsdk.internal.driver;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The monitor of the QEMU that a domain runs in. */
record DomainMonitor(Driver driver, UUID domain, Subject subject) {
  /** libvirt's protocol carries strings of up to 4 MiB, and the command is not all of a message. */
  private static final int LONGEST_COMMAND = 1 << 20;

  /** Each answer is looked at: libvirt passes on a refusal as an answer like any other. */
  String machine(String command, Duration atMost) {
    String name = name(command);
    String answer = ask(name, command, false, atMost);
    if (object(answer).get("error") instanceof Map<?, ?> error) {
      throw refusal(name, error);
    }
    return answer;
  }

  String human(String command, Duration atMost) {
    return ask(command, command, true, atMost);
  }

  /** libvirt would take what is no command in JSON for the name of one. */
  private String name(String command) {
    if (object(command).get("execute") instanceof String name) {
      return name;
    }
    throw InvalidSpecException.of(
        subject, "a command is an object as {\"execute\": \"query-status\"}, not " + command);
  }

  private Map<?, ?> object(String json) {
    try {
      return Json.read(json) instanceof Map<?, ?> object ? object : Map.of();
    } catch (IllegalArgumentException e) {
      throw InvalidSpecException.of(subject, "it is no JSON: " + e.getMessage());
    }
  }

  private String ask(String name, String command, boolean human, Duration atMost) {
    int length = command.getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_COMMAND) {
      throw InvalidSpecException.of(
          subject, "a command takes at most " + LONGEST_COMMAND + " bytes, not " + length);
    }
    if (atMost.isZero() || atMost.isNegative()) {
      throw new TimedOutException(subject, "there is no time left for " + name, "");
    }
    CompletableFuture<String> answer = driver.monitor().command(domain, command, human);
    return driver
        .pacer()
        .await(
            subject,
            "waiting for QEMU's answer to " + name,
            atMost,
            () -> answer.isDone() ? Optional.of(result(answer)) : Optional.empty(),
            () -> "QEMU has it, and may still do it");
  }

  private static String result(CompletableFuture<String> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** QEMU's QapiErrorClass. */
  private KvmException refusal(String name, Map<?, ?> error) {
    String problem = "QEMU refuses " + name + ": " + error.get("desc");
    return switch (Objects.toString(error.get("class"))) {
      case "CommandNotFound" ->
          new UnsupportedException(
              subject, problem, "See which there are with {\"execute\": \"query-commands\"}");
      case "DeviceNotFound" -> new NotFoundException(subject, problem, "");
      default -> new KvmException(subject, problem, "");
    };
  }
}
