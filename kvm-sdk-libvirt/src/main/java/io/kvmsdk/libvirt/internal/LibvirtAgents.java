package io.kvmsdk.libvirt.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.domain.GuestFileSystem;
import io.kvmsdk.domain.GuestVcpu;
import io.kvmsdk.domain.SuspendTarget;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.AgentDriver;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.libvirt.jna.DomainPointer;

/**
 * libvirt's functions that the guest's agent answers, in its own time: a daemon that waits for five
 * such answers reads nothing more from this client.
 */
final class LibvirtAgents implements AgentDriver {
  /** {@code VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT}: as long as the domain's response timeout. */
  private static final int DEFAULT_TIMEOUT = -1;

  private static final int PASSWORD_ENCRYPTED = 1;

  /** Of QEMU's driver the agent's; others refuse to be told whose. */
  private static final int HOSTNAME_ANY = 0;

  private static final int SHUTDOWN_AGENT = 2;
  private static final int REBOOT_AGENT = 2;
  private static final int ALL_INFO = 0;

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<DomainPointer> domains;

  LibvirtAgents(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api)).forGuestCalls();
  }

  @Override
  public String command(UUID domain, String json) {
    text("command", json);
    QemuApi qemu = QemuApi.get();
    return domains
        .get(domain, d -> qemu.virDomainQemuAgentCommand(d, json, DEFAULT_TIMEOUT, 0))
        .toString();
  }

  @Override
  public void responseTimeout(UUID domain, Duration seconds) {
    domains.call(
        domain, d -> api.virDomainAgentSetResponseTimeout(d, (int) seconds.toSeconds(), 0));
  }

  @Override
  public void setPassword(UUID domain, String user, String password, boolean hashed) {
    text("user", user);
    text("password", password);
    domains.call(
        domain,
        d -> api.virDomainSetUserPassword(d, user, password, hashed ? PASSWORD_ENCRYPTED : 0));
  }

  @Override
  public String hostname(UUID domain) {
    return domains.get(domain, d -> api.virDomainGetHostname(d, HOSTNAME_ANY)).toString();
  }

  @Override
  public int freeze(UUID domain, List<String> mountPoints) {
    mountPoints.forEach(m -> text("mount point", m));
    String[] points = mountPoints.isEmpty() ? null : mountPoints.toArray(new String[0]);
    return domains.call(domain, d -> api.virDomainFSFreeze(d, points, mountPoints.size(), 0));
  }

  @Override
  public int thaw(UUID domain) {
    return domains.call(domain, d -> api.virDomainFSThaw(d, null, 0, 0));
  }

  @Override
  public void trim(UUID domain, ByteSize minimum) {
    domains.call(domain, d -> api.virDomainFSTrim(d, null, minimum.bytes(), 0));
  }

  @Override
  public List<GuestFileSystem> fileSystems(UUID domain) {
    return domains.with(
        domain,
        (d, subject) -> {
          PointerByReference array = new PointerByReference();
          int count = connection.check(subject, api.virDomainGetFSInfo(d, array, 0));
          return NativeArray.take(
              array, count, LibvirtAgents::fileSystem, api::virDomainFSInfoFree);
        });
  }

  /** Reads {@code struct _virDomainFSInfo}. */
  private static GuestFileSystem fileSystem(Pointer info) {
    int count = (int) info.getLong(24);
    Pointer disks = info.getPointer(32);
    return new GuestFileSystem(
        NativeArray.text(info, 0),
        NativeArray.text(info, 8),
        NativeArray.text(info, 16),
        count == 0 ? List.of() : List.of(disks.getStringArray(0, count, "UTF-8")));
  }

  @Override
  public Map<String, Object> info(UUID domain) {
    PointerByReference array = new PointerByReference();
    IntByReference count = new IntByReference();
    return domains.with(
        domain,
        (d, subject) -> {
          connection.check(subject, api.virDomainGetGuestInfo(d, ALL_INFO, array, count, 0));
          return TypedParams.take(api, array, count);
        });
  }

  @Override
  public Instant time(UUID domain) {
    LongByReference seconds = new LongByReference();
    IntByReference nanos = new IntByReference();
    domains.call(domain, d -> api.virDomainGetTime(d, seconds, nanos, 0));
    return Instant.ofEpochSecond(seconds.getValue(), Integer.toUnsignedLong(nanos.getValue()));
  }

  @Override
  public void setTime(UUID domain, Instant now) {
    domains.call(domain, d -> api.virDomainSetTime(d, now.getEpochSecond(), now.getNano(), 0));
  }

  @Override
  public List<String> authorizedKeys(UUID domain, String user) {
    text("user", user);
    return domains.with(
        domain,
        (d, subject) -> {
          PointerByReference array = new PointerByReference();
          int count =
              connection.check(subject, api.virDomainAuthorizedSSHKeysGet(d, user, array, 0));
          return NativeArray.take(
              array,
              count,
              key -> key.getString(0, "UTF-8"),
              key -> Native.free(Pointer.nativeValue(key)));
        });
  }

  /** The flags of {@code virDomainAuthorizedSSHKeysSet} are in the order of {@link KeyChange}. */
  @Override
  public void authorizedKeys(UUID domain, String user, List<String> keys, KeyChange change) {
    text("user", user);
    keys.forEach(key -> text("key", key));
    String[] all = keys.isEmpty() ? null : keys.toArray(new String[0]);
    domains.call(
        domain,
        d -> api.virDomainAuthorizedSSHKeysSet(d, user, all, keys.size(), change.ordinal()));
  }

  @Override
  public List<GuestVcpu> vcpus(UUID domain) {
    PointerByReference array = new PointerByReference();
    IntByReference count = new IntByReference();
    return domains.with(
        domain,
        (d, subject) -> {
          connection.check(subject, api.virDomainGetGuestVcpus(d, array, count, 0));
          return vcpus(TypedParams.take(api, array, count));
        });
  }

  private static List<GuestVcpu> vcpus(Map<String, Object> lists) {
    BitSet online = NumberList.parse((String) lists.get("online"));
    BitSet offlinable = NumberList.parse((String) lists.get("offlinable"));
    return NumberList.parse((String) lists.get("vcpus")).stream()
        .mapToObj(n -> new GuestVcpu(n, online.get(n), offlinable.get(n)))
        .toList();
  }

  @Override
  public void vcpus(UUID domain, Set<Integer> numbers, boolean online) {
    String list = NumberList.text(numbers);
    domains.call(domain, d -> api.virDomainSetGuestVcpus(d, list, online ? 1 : 0, 0));
  }

  @Override
  public void suspend(UUID domain, SuspendTarget target) {
    domains.call(domain, d -> api.virDomainPMSuspendForDuration(d, target.ordinal(), 0, 0));
  }

  @Override
  public void shutdown(UUID domain) {
    domains.call(domain, d -> api.virDomainShutdownFlags(d, SHUTDOWN_AGENT));
  }

  @Override
  public void reboot(UUID domain) {
    domains.call(domain, d -> api.virDomainReboot(d, REBOOT_AGENT));
  }

  private static void text(String what, String text) {
    NativeText.require(Subject.of("guest agent", what), text);
  }
}
