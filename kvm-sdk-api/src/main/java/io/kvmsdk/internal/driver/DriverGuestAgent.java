package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.domain.ExecSpec;
import io.kvmsdk.domain.FrozenFileSystems;
import io.kvmsdk.domain.GuestAgent;
import io.kvmsdk.domain.GuestFileSystem;
import io.kvmsdk.domain.GuestInfo;
import io.kvmsdk.domain.GuestVcpu;
import io.kvmsdk.domain.SuspendTarget;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.GuestAgentException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.AgentDriver.KeyChange;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Secret;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** The guest agent of one domain of a {@link Driver}. */
final class DriverGuestAgent implements GuestAgent {
  private static final Map<SuspendTarget, String> SUSPEND =
      Map.of(
          SuspendTarget.MEMORY, "guest-suspend-ram",
          SuspendTarget.DISK, "guest-suspend-disk",
          SuspendTarget.HYBRID, "guest-suspend-hybrid");

  private final Driver driver;
  private final AgentDriver agents;
  private final UUID uuid;
  private final AgentCalls calls;

  DriverGuestAgent(Driver driver, DriverDomain domain) {
    this.driver = driver;
    this.agents = driver.agents();
    this.uuid = domain.uuid();
    this.calls = new AgentCalls(driver, domain);
  }

  @Override
  public void ping() {
    calls.command("guest-ping", Map.of());
  }

  @Override
  public void waitUntilReady(Duration atMost) {
    AtomicReference<String> last = new AtomicReference<>("");
    driver.pacer().await(calls.subject(), "waiting for it", atMost, () -> answer(last), last::get);
  }

  private Optional<Boolean> answer(AtomicReference<String> last) {
    try {
      ping();
      return Optional.of(true);
    } catch (ConflictException | TimedOutException notYet) {
      if (!driver.domains().state(uuid).active()) {
        throw notYet;
      }
      last.set("Last seen: " + notYet.problem());
      return Optional.empty();
    }
  }

  @Override
  public String command(String json) {
    return calls.send("the command", json);
  }

  @Override
  public void responseTimeout(Duration atMost) {
    if (atMost.toSeconds() < 1 || atMost.toSeconds() > Integer.MAX_VALUE) {
      throw InvalidSpecException.of(
          calls.subject(), "it is given a second or more to answer, not " + atMost);
    }
    calls.call(
        "anything",
        () -> {
          agents.responseTimeout(uuid, atMost);
          return null;
        });
  }

  @Override
  public ExecResult exec(ExecSpec program) {
    return new AgentExec(driver, calls, program).run();
  }

  @Override
  public byte[] readFile(String path) {
    return new AgentFiles(calls).read(path);
  }

  @Override
  public void readFile(String path, OutputStream to, ProgressListener listener) {
    new AgentFiles(calls).read(path, to, listener);
  }

  @Override
  public void writeFile(String path, InputStream content, ProgressListener listener) {
    new AgentFiles(calls).write(path, content, listener);
  }

  @Override
  public void setPassword(String user, Secret password) {
    run("guest-set-user-password", () -> agents.setPassword(uuid, user, password.reveal(), false));
  }

  @Override
  public void setPasswordHash(String user, Secret hash) {
    run("guest-set-user-password", () -> agents.setPassword(uuid, user, hash.reveal(), true));
  }

  @Override
  public String hostname() {
    return calls.call("guest-get-host-name", () -> agents.hostname(uuid));
  }

  @Override
  public FrozenFileSystems freeze(String... mountPoints) {
    try {
      int count =
          calls.call("guest-fsfreeze-freeze", () -> agents.freeze(uuid, List.of(mountPoints)));
      return new Frozen(count);
    } catch (UnsupportedException | GuestAgentException refused) {
      // An agent that says so has frozen nothing; but somebody else may have, for a copy of theirs.
      throw refused;
    } catch (RuntimeException | Error e) {
      // One that did not answer in time may have frozen something all the same.
      Aftermath.of(e, () -> agents.thaw(uuid));
      throw e;
    }
  }

  @Override
  public int thaw() {
    return calls.call("guest-fsfreeze-thaw", () -> agents.thaw(uuid));
  }

  @Override
  public void trim() {
    trim(ByteSize.ZERO);
  }

  @Override
  public void trim(ByteSize minimum) {
    run("guest-fstrim", () -> agents.trim(uuid, minimum));
  }

  @Override
  public List<GuestFileSystem> fileSystems() {
    return calls.call("guest-get-fsinfo", () -> agents.fileSystems(uuid));
  }

  @Override
  public GuestInfo info() {
    return GuestInfo.of(calls.call("guest-get-osinfo", () -> agents.info(uuid)));
  }

  @Override
  public Instant time() {
    return calls.call("guest-get-time", () -> agents.time(uuid));
  }

  @Override
  public void setTime(Instant now) {
    run("guest-set-time", () -> agents.setTime(uuid, now));
  }

  @Override
  public List<String> authorizedKeys(String user) {
    return calls.call("guest-ssh-get-authorized-keys", () -> agents.authorizedKeys(uuid, user));
  }

  @Override
  public void setAuthorizedKeys(String user, List<String> keys) {
    keys("guest-ssh-add-authorized-keys", user, keys, KeyChange.REPLACE);
  }

  @Override
  public void addAuthorizedKeys(String user, List<String> keys) {
    keys("guest-ssh-add-authorized-keys", user, keys, KeyChange.APPEND);
  }

  @Override
  public void removeAuthorizedKeys(String user, List<String> keys) {
    keys("guest-ssh-remove-authorized-keys", user, keys, KeyChange.REMOVE);
  }

  private void keys(String command, String user, List<String> keys, KeyChange change) {
    run(command, () -> agents.authorizedKeys(uuid, user, keys, change));
  }

  @Override
  public List<GuestVcpu> vcpus() {
    return calls.call("guest-get-vcpus", () -> agents.vcpus(uuid));
  }

  @Override
  public void setVcpus(Set<Integer> numbers, boolean online) {
    if (!numbers.isEmpty()) {
      run("guest-set-vcpus", () -> agents.vcpus(uuid, numbers, online));
    }
  }

  @Override
  public void suspend(SuspendTarget target) {
    String command = SUSPEND.get(target);
    run(command, () -> agents.suspend(uuid, target));
  }

  @Override
  public void shutdown() {
    run("guest-shutdown", () -> agents.shutdown(uuid));
  }

  @Override
  public void reboot() {
    run("guest-shutdown", () -> agents.reboot(uuid));
  }

  private void run(String command, Runnable call) {
    calls.call(
        command,
        () -> {
          call.run();
          return null;
        });
  }

  @Override
  public String toString() {
    return calls.subject().toString();
  }

  private final class Frozen implements FrozenFileSystems {
    private final int count;
    private boolean thawed;

    Frozen(int count) {
      this.count = count;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public synchronized void close() {
      if (!thawed) {
        thaw();
        thawed = true;
      }
    }

    @Override
    public String toString() {
      return count + " file systems of " + DriverGuestAgent.this + (thawed ? ", thawed" : "");
    }
  }
}
