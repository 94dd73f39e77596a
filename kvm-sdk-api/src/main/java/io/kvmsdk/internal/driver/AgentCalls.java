package io.kvmsdk.internal.driver;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.GuestAgentException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.json.Json;
import io.kvmsdk.internal.xml.CharacterDeviceXml;
import io.kvmsdk.internal.xml.DomainXml;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes calls that a domain's agent answers, and finds out why one failed: libvirt has one number
 * for an agent that was never there and one that hangs, and only words for what an agent refuses.
 */
final class AgentCalls {
  /**
   * What libvirt passes on whole, with room to spare: one of 350 KB, more than fits into the
   * agent's socket at once, was seen not to reach the agent whole (libvirt 9.0), which then hangs.
   */
  private static final int LONGEST_COMMAND = 96 << 10;

  private final Driver driver;
  private final DriverDomain domain;
  private final Subject subject;

  AgentCalls(Driver driver, DriverDomain domain) {
    this.driver = driver;
    this.domain = domain;
    this.subject = Subject.of("guest agent", domain.name());
  }

  Subject subject() {
    return subject;
  }

  /** Sends the agent's {@code command}; arguments that are null are left out. */
  Object command(String command, Map<String, Object> arguments) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("execute", command);
    if (!arguments.isEmpty()) {
      request.put("arguments", arguments);
    }
    String text = Json.write(request);
    return result(command, send(command, text));
  }

  /**
   * @param command what {@code text} is about
   */
  String send(String command, String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_COMMAND) {
      throw InvalidSpecException.of(
          subject,
          "%s takes %d bytes, of which libvirt passes on at most %d"
              .formatted(command, length, LONGEST_COMMAND));
    }
    return call(command, () -> driver.agents().command(domain.uuid(), text));
  }

  private Object result(String command, String answer) {
    try {
      if (Json.read(answer) instanceof Map<?, ?> reply && reply.containsKey("return")) {
        return reply.get("return");
      }
      throw damaged(command, "there is no result in it", null);
    } catch (IllegalArgumentException e) {
      throw damaged(command, e.getMessage(), e);
    }
  }

  /** The guest has answered {@code command} with what makes no sense. */
  GuestAgentException damaged(String command, String problem, Throwable cause) {
    return new GuestAgentException(
        subject,
        "its answer to " + command + " makes no sense: " + problem,
        "Do not trust this guest, or update its agent",
        cause);
  }

  /**
   * @param command the agent's own command that the call comes down to
   */
  <T> T call(String command, Supplier<T> call) {
    try {
      return call.get();
    } catch (ConnectionLostException | InvalidSpecException | PermissionDeniedException e) {
      throw e;
    } catch (KvmException e) {
      throw explained(command, e);
    }
  }

  private KvmException explained(String command, KvmException e) {
    if (!domain.state().active()) {
      return new ConflictException(
          subject, "the domain is not running, so nobody answers", "Start it", e);
    }
    Optional<CharacterDeviceXml> port =
        DomainXml.parse(domain.xml()).channels().stream()
            .filter(CharacterDeviceXml::isGuestAgent)
            .findFirst();
    if (port.isEmpty()) {
      return noChannel(e);
    }
    if (e instanceof UnsupportedException) {
      return e; // it is the hypervisor that has no such call
    }
    if (!port.get().connected()) {
      return new ConflictException(
          subject,
          "no agent is there in the guest",
          "Wait until the guest has booted; or install qemu-guest-agent in it, and start that",
          e);
    }
    return refused(command, e);
  }

  private KvmException noChannel(KvmException e) {
    return new UnsupportedException(
        subject,
        "the domain has no channel for it",
        "Define the domain with DomainSpec.guestAgent(true), and start it anew",
        e);
  }

  private KvmException refused(String command, KvmException e) {
    if (e instanceof ConflictException || e instanceof TimedOutException) {
      return new TimedOutException(
          subject,
          "it did not answer " + command + " in time: " + e.problem(),
          "Try again; or look whether the guest hangs, or qemu-guest-agent in it",
          e);
    }
    return known(command)
        .map(enabled -> enabled ? failed(command, e) : disabled(command, e))
        .orElseGet(() -> failed(command, e));
  }

  private KvmException failed(String command, KvmException e) {
    return new GuestAgentException(subject, command + " failed: " + e.problem(), "", e);
  }

  private KvmException disabled(String command, KvmException e) {
    return new UnsupportedException(
        subject,
        "it may not, or cannot, do " + command,
        "Allow it in the guest, in /etc/qemu/qemu-ga.conf or /etc/sysconfig/qemu-ga, or update"
            + " qemu-guest-agent; while file systems are frozen, thaw them first",
        e);
  }

  /** Whether the agent can do {@code command}, which it lists; empty if it does not even say. */
  private Optional<Boolean> known(String command) {
    try {
      String answer = driver.agents().command(domain.uuid(), "{\"execute\":\"guest-info\"}");
      return result("guest-info", answer) instanceof Map<?, ?> info
              && info.get("supported_commands") instanceof List<?> all
          ? Optional.of(all.stream().anyMatch(c -> enabled(c, command)))
          : Optional.empty();
    } catch (KvmException e) {
      return Optional.empty();
    }
  }

  private static boolean enabled(Object listed, String command) {
    return listed instanceof Map<?, ?> known
        && command.equals(known.get("name"))
        && !Boolean.FALSE.equals(known.get("enabled"));
  }
}
