package io.kvmsdk.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kvmsdk.domain.GuestFileSystem;
import io.kvmsdk.domain.GuestVcpu;
import io.kvmsdk.domain.SuspendTarget;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.AgentDriver;
import io.kvmsdk.internal.json.Json;
import io.kvmsdk.value.ByteSize;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** libvirt's calls that a guest's agent answers, on a fake host: they come down to its commands. */
final class FakeAgents implements AgentDriver {
  private final Connection connection;

  FakeAgents(Connection connection) {
    this.connection = connection;
  }

  @Override
  public String command(UUID domain, String json) {
    return connection.ask(
        Operation.AGENT_COMMAND,
        connection.host.domains,
        domain,
        d -> {
          String answer = agent(d).command(json);
          if (answer == null) {
            throw new ConflictException(d.subject(), "the guest agent is not responding", "");
          }
          refuseError(d.subject(), answer);
          return answer;
        });
  }

  private FakeAgent agent(FakeDomain domain) {
    domain.requireActive();
    new GuestAddresses(connection.host, domain).requireAgent();
    return domain.agentPort.agent(domain.run());
  }

  /** libvirt makes an error of its own out of the agent's; it does not look at results. */
  private static void refuseError(Subject subject, String answer) {
    Object reply;
    try {
      reply = Json.read(answer);
    } catch (IllegalArgumentException e) {
      throw new KvmException(subject, "cannot parse json " + e.getMessage(), "");
    }
    if (reply instanceof Map<?, ?> r && r.get("error") instanceof Map<?, ?> error) {
      throw new KvmException(
          subject, "unable to execute QEMU agent command: " + error.get("desc"), "");
    }
  }

  private Object ask(UUID domain, String command, Map<String, Object> arguments) {
    String answer = command(domain, Json.write(Map.of("execute", command, "arguments", arguments)));
    return ((Map<?, ?>) Json.read(answer)).get("return");
  }

  /** Everything answers at once here. */
  @Override
  public void responseTimeout(UUID domain, Duration seconds) {
    connection.ask(Operation.DOMAIN_READ, connection.host.domains, domain, this::agent);
  }

  @Override
  public void setPassword(UUID domain, String user, String password, boolean hashed) {
    String encoded = Base64.getEncoder().encodeToString(password.getBytes(UTF_8));
    ask(
        domain,
        "guest-set-user-password",
        Map.of("username", user, "password", encoded, "crypted", hashed));
  }

  @Override
  public String hostname(UUID domain) {
    return text(ask(domain, "guest-get-host-name", Map.of()), "host-name");
  }

  @Override
  public int freeze(UUID domain, List<String> mountPoints) {
    return number(
        mountPoints.isEmpty()
            ? ask(domain, "guest-fsfreeze-freeze", Map.of())
            : ask(domain, "guest-fsfreeze-freeze-list", Map.of("mountpoints", mountPoints)));
  }

  @Override
  public int thaw(UUID domain) {
    return number(ask(domain, "guest-fsfreeze-thaw", Map.of()));
  }

  @Override
  public void trim(UUID domain, ByteSize minimum) {
    ask(domain, "guest-fstrim", Map.of("minimum", minimum.bytes()));
  }

  @Override
  public List<GuestFileSystem> fileSystems(UUID domain) {
    return ((List<?>) ask(domain, "guest-get-fsinfo", Map.of()))
        .stream()
            .map(
                f ->
                    new GuestFileSystem(
                        text(f, "mountpoint"), text(f, "name"), text(f, "type"), List.of()))
            .toList();
  }

  @Override
  public Map<String, Object> info(UUID domain) {
    Map<String, Object> info = new HashMap<>();
    Map<?, ?> os = (Map<?, ?>) ask(domain, "guest-get-osinfo", Map.of());
    os.forEach((name, value) -> info.put("os." + name, value));
    info.put("hostname", hostname(domain));
    info.put("timezone.name", text(ask(domain, "guest-get-timezone", Map.of()), "zone"));
    List<?> users = (List<?>) ask(domain, "guest-get-users", Map.of());
    info.put("user.count", (long) users.size());
    for (int i = 0; i < users.size(); i++) {
      info.put("user." + i + ".name", text(users.get(i), "user"));
      info.put("user." + i + ".login-time", millis(((Map<?, ?>) users.get(i)).get("login-time")));
    }
    return info;
  }

  private static long millis(Object seconds) {
    return new BigDecimal(seconds.toString()).movePointRight(3).longValue();
  }

  @Override
  public Instant time(UUID domain) {
    return Instant.EPOCH.plusNanos((Long) ask(domain, "guest-get-time", Map.of()));
  }

  @Override
  public void setTime(UUID domain, Instant now) {
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    ask(domain, "guest-set-time", Map.of("time", nanos));
  }

  @Override
  public List<String> authorizedKeys(UUID domain, String user) {
    Map<?, ?> answer =
        (Map<?, ?>) ask(domain, "guest-ssh-get-authorized-keys", Map.of("username", user));
    return ((List<?>) answer.get("keys")).stream().map(String.class::cast).toList();
  }

  @Override
  public void authorizedKeys(UUID domain, String user, List<String> keys, KeyChange change) {
    if (change == KeyChange.REMOVE) {
      ask(domain, "guest-ssh-remove-authorized-keys", Map.of("username", user, "keys", keys));
    } else {
      ask(
          domain,
          "guest-ssh-add-authorized-keys",
          Map.of("username", user, "keys", keys, "reset", change == KeyChange.REPLACE));
    }
  }

  @Override
  public List<GuestVcpu> vcpus(UUID domain) {
    return ((List<?>) ask(domain, "guest-get-vcpus", Map.of()))
        .stream().map(v -> vcpu((Map<?, ?>) v)).toList();
  }

  private static GuestVcpu vcpu(Map<?, ?> v) {
    return new GuestVcpu(
        number(v.get("logical-id")), (Boolean) v.get("online"), (Boolean) v.get("can-offline"));
  }

  /** libvirt looks first whether the guest has them. */
  @Override
  public void vcpus(UUID domain, Set<Integer> numbers, boolean online) {
    Set<Integer> known = vcpus(domain).stream().map(GuestVcpu::number).collect(Collectors.toSet());
    if (!known.containsAll(numbers)) {
      throw InvalidSpecException.of(
          connection.host.domains.get(domain).subject(), "guest is missing vCPUs of " + numbers);
    }
    List<Object> wanted =
        numbers.stream().<Object>map(n -> Map.of("logical-id", n, "online", online)).toList();
    ask(domain, "guest-set-vcpus", Map.of("vcpus", wanted));
  }

  @Override
  public void suspend(UUID domain, SuspendTarget target) {
    boolean memory = target == SuspendTarget.MEMORY;
    ask(domain, memory ? "guest-suspend-ram" : "guest-suspend-disk", Map.of());
    connection.change(
        Operation.DOMAIN_SUSPEND,
        connection.host.domains,
        domain,
        d -> new FakeActs(connection.host, d).fallAsleep(memory));
  }

  @Override
  public void shutdown(UUID domain) {
    ask(domain, "guest-shutdown", Map.of("mode", "powerdown"));
    connection.change(
        Operation.DOMAIN_SHUTDOWN, connection.host.domains, domain, d -> d.life.shutdown());
  }

  @Override
  public void reboot(UUID domain) {
    ask(domain, "guest-shutdown", Map.of("mode", "reboot"));
    connection.change(
        Operation.DOMAIN_REBOOT, connection.host.domains, domain, d -> d.life.reboot());
  }

  private static String text(Object object, String name) {
    return Objects.toString(((Map<?, ?>) object).get(name), "");
  }

  private static int number(Object value) {
    return ((Long) value).intValue();
  }
}
