package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.GuestFileSystem;
import io.kvmsdk.domain.GuestVcpu;
import io.kvmsdk.domain.SuspendTarget;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * libvirt's calls that the guest's agent answers. Why one fails is found out above, from what the
 * domain's document says of the agent.
 */
public interface AgentDriver {
  /** {@code virDomainQemuAgentCommand}. */
  String command(UUID domain, String json);

  /** {@code virDomainAgentSetResponseTimeout}. */
  void responseTimeout(UUID domain, Duration seconds);

  /** {@code virDomainSetUserPassword}. */
  void setPassword(UUID domain, String user, String password, boolean hashed);

  /** {@code virDomainGetHostname}. */
  String hostname(UUID domain);

  /** {@code virDomainFSFreeze}; none of {@code mountPoints} means all. */
  int freeze(UUID domain, List<String> mountPoints);

  /** {@code virDomainFSThaw}, of all. */
  int thaw(UUID domain);

  /** {@code virDomainFSTrim}, of all: QEMU's driver takes no mount point (libvirt 9.0). */
  void trim(UUID domain, ByteSize minimum);

  /** {@code virDomainGetFSInfo}. */
  List<GuestFileSystem> fileSystems(UUID domain);

  /** {@code virDomainGetGuestInfo}, of all kinds that the agent knows. */
  Map<String, Object> info(UUID domain);

  /** {@code virDomainGetTime}. */
  Instant time(UUID domain);

  /** {@code virDomainSetTime}. */
  void setTime(UUID domain, Instant now);

  /** {@code virDomainAuthorizedSSHKeysGet}. */
  List<String> authorizedKeys(UUID domain, String user);

  /** What to do with keys: flags of {@code virDomainAuthorizedSSHKeysSet}. */
  enum KeyChange {
    REPLACE,
    APPEND,
    REMOVE
  }

  /** {@code virDomainAuthorizedSSHKeysSet}. */
  void authorizedKeys(UUID domain, String user, List<String> keys, KeyChange change);

  /** {@code virDomainGetGuestVcpus}. */
  List<GuestVcpu> vcpus(UUID domain);

  /** {@code virDomainSetGuestVcpus}. */
  void vcpus(UUID domain, Set<Integer> numbers, boolean online);

  /** {@code virDomainPMSuspendForDuration}, for as long as nobody wakes it. */
  void suspend(UUID domain, SuspendTarget target);

  /** {@code virDomainShutdownFlags} with {@code VIR_DOMAIN_SHUTDOWN_GUEST_AGENT}. */
  void shutdown(UUID domain);

  /** {@code virDomainReboot} with {@code VIR_DOMAIN_REBOOT_GUEST_AGENT}. */
  void reboot(UUID domain);
}
