package io.kvmsdk.domain;

import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.event.Registration;
import io.kvmsdk.network.DhcpLease;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A handle on one domain; cheap, thread-safe, and valid for as long as the domain exists. */
public interface Domain
    extends DomainDevices, DomainUpdates, DomainJobs, DomainMigrations, DomainConsoles {
  String name();

  UUID uuid();

  /**
   * The number that it has on the host while it runs, another each time; empty while it does not.
   * libvirt: {@code virDomainGetID}, though as of now.
   */
  OptionalInt id();

  DomainState state();

  /** Its state, memory, processors and the time they took. libvirt: {@code virDomainGetInfo}. */
  DomainInfo info();

  /** All its statistics, in one call. libvirt: {@code virDomainListGetStats}. */
  default DomainStats stats() {
    return stats(StatsQuery.builder().build());
  }

  /** Its statistics, in one call; the query's filters do not count. */
  DomainStats stats(StatsQuery query);

  /**
   * What is known of the guest's memory: with its balloon driver, what the guest itself tells.
   * libvirt: {@code virDomainMemoryStats}.
   *
   * @throws io.kvmsdk.error.ConflictException if the domain is not running
   */
  Map<MemoryStat, Long> memoryStats();

  /** How the domain came to be {@link DomainState#SHUTOFF}; empty while it is not. */
  Optional<ShutoffReason> shutoffReason();

  /**
   * Boots the guest, or restores it from its managed save. libvirt: {@code
   * virDomainCreateWithFlags}.
   *
   * @throws io.kvmsdk.error.ConflictException if it runs, or would write to a golden image
   * @throws io.kvmsdk.error.InvalidSpecException if the driver does not know an option
   */
  void start(StartOption... options);

  /**
   * Asks the guest to power off; returns at once. libvirt: {@code virDomainShutdownFlags}.
   *
   * @param modes in what ways; with both, the power button where the agent fails. None leaves it to
   *     the driver: QEMU's takes the agent of a domain that has a channel for one
   * @throws io.kvmsdk.error.ConflictException if it is not running
   * @throws io.kvmsdk.error.UnsupportedException of the agent alone, as {@link GuestAgent#shutdown}
   */
  void shutdown(ShutdownMode... modes);

  /**
   * Pulls the plug: the guest gets no chance to save anything. libvirt: {@code virDomainDestroy}.
   */
  void destroy();

  /**
   * Asks the guest to reboot; returns at once. libvirt: {@code virDomainReboot}.
   *
   * @param modes as of {@link #shutdown}
   */
  void reboot(ShutdownMode... modes);

  /**
   * Presses the reset button: the guest begins anew, and gets no chance to save anything. libvirt:
   * {@code virDomainReset}.
   */
  void reset();

  /** Stops the guest's processors; its memory stays as it is. */
  void suspend();

  /** Lets a suspended guest go on. */
  void resume();

  /**
   * Wakes a guest that went to sleep by itself, or was sent there by its agent. libvirt: {@code
   * virDomainPMWakeup}.
   *
   * @see GuestAgent#suspend
   * @throws io.kvmsdk.error.ConflictException if it does not sleep
   */
  void pmWakeup();

  /**
   * Forgets the domain, with its NVRAM file, saved state and snapshot records; its disks stay.
   * libvirt: {@code virDomainUndefineFlags}.
   *
   * @throws io.kvmsdk.error.ConflictException if it is running, as one always is that is not
   *     persistent
   */
  default void undefine() {
    undefine(Nvram.REMOVE);
  }

  /** As {@link #undefine()}, with a word about the NVRAM file. */
  void undefine(Nvram nvram);

  /**
   * Whether it is defined, and so stays when it ends; one made by {@link Domains#create(DomainSpec,
   * StartOption...)} does not. libvirt: {@code virDomainIsPersistent}.
   */
  boolean persistent();

  /**
   * Whether the host starts it when the host itself starts. libvirt: {@code virDomainSetAutostart}.
   *
   * @throws io.kvmsdk.error.ConflictException if it is not persistent
   */
  void autostart(boolean on);

  boolean autostart();

  /** libvirt's document for the domain: as it runs, or as it is defined if it does not. */
  String xml();

  /**
   * libvirt's document for the next boot; of a domain that has none, what it would be defined by.
   */
  String definitionXml();

  /** The definition as a spec, with what the spec does not model kept as raw XML. */
  DomainSpec spec();

  /** The domain's snapshots. */
  Snapshots snapshots();

  /** The domain's checkpoints, between which backups are of what was written. */
  Checkpoints checkpoints();

  /** Backups of the domain while it runs. */
  Backups backups();

  /**
   * One of its disks, of now if it runs, else of the next boot.
   *
   * @param target its name in libvirt, as {@code vda}
   * @throws io.kvmsdk.error.NotFoundException if it has no such disk
   */
  DomainDisk disk(String target);

  /** Its disks and drives, in the document's order. */
  List<DomainDisk> disks();

  /** The QEMU guest agent in its guest, whether it is there or not. */
  GuestAgent agent();

  /** As {@link #monitorCommand(String, Duration)}, within a minute. */
  default String monitorCommand(String qmp) {
    return monitorCommand(qmp, Duration.ofMinutes(1));
  }

  /**
   * Has the domain's QEMU itself do something, for what libvirt has no call. libvirt does not look
   * at it, and does not learn of what it changes: what asks is safe, what changes may not be.
   * libvirt marks the domain as tainted. libvirt: {@code virDomainQemuMonitorCommand}.
   *
   * @param qmp a command in QEMU's protocol, as {@code {"execute": "query-status"}}; up to 1 MiB
   * @return QEMU's answer, JSON as well, whose {@code return} is the result
   * @throws io.kvmsdk.error.ConflictException if the domain does not run
   * @throws io.kvmsdk.error.InvalidSpecException if it is no such command
   * @throws io.kvmsdk.error.UnsupportedException if QEMU does not know the command, or the domain
   *     is not QEMU's
   * @throws io.kvmsdk.error.NotFoundException if QEMU has no such device
   * @throws io.kvmsdk.error.KvmException with QEMU's words, if it refuses it otherwise
   * @throws TimedOutException if there is no answer by then; QEMU may still do it
   */
  String monitorCommand(String qmp, Duration atMost);

  /** As {@link #humanMonitorCommand(String, Duration)}, within a minute. */
  default String humanMonitorCommand(String command) {
    return humanMonitorCommand(command, Duration.ofMinutes(1));
  }

  /**
   * As {@link #monitorCommand(String, Duration)}, in the words that a person would use. libvirt:
   * {@code VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP}.
   *
   * @param command as {@code info qtree}
   * @return what a person would read, which also is all that tells of a failure
   */
  String humanMonitorCommand(String command, Duration atMost);

  /**
   * The guest's addresses, as leases, guest agent and ARP table together know them; empty if none
   * does. Loopback and link-local ones are left out. Of several leases that one network card holds
   * the newest counts, and where the guest agent answers, only what it confirms: others are of an
   * earlier boot. The older tools called this detect.
   *
   * @return those that the most sources know first
   * @throws io.kvmsdk.error.ConflictException if the domain is not running
   */
  List<GuestAddress> addresses();

  /**
   * What {@code source} knows of the guest's addresses now; empty if it knows none.
   *
   * @throws io.kvmsdk.error.ConflictException if the domain is not running
   */
  List<InterfaceAddress> addresses(AddressSource source);

  /**
   * The DHCP leases that the guest holds on libvirt networks, also those of an earlier boot that
   * have not run out.
   */
  List<DhcpLease> leases();

  /**
   * Waits until the domain is in one of {@code states}.
   *
   * @return the state seen
   * @throws TimedOutException naming the last state seen
   */
  DomainState waitUntil(Set<DomainState> states, Duration atMost);

  /** Waits until the domain is in {@code state}. */
  default DomainState waitUntil(DomainState state, Duration atMost) {
    return waitUntil(Set.of(state), atMost);
  }

  /**
   * Waits until a DHCP lease, the guest agent or the ARP table knows an address of the guest that
   * others can reach it at, so not a loopback or link-local one.
   *
   * @throws TimedOutException naming what each source saw
   * @throws io.kvmsdk.error.ConflictException if the domain stops while waited for
   */
  default InetAddress waitUntilAddress(Duration atMost) {
    return waitUntilAddress(Set.of(), atMost);
  }

  /**
   * As {@link #waitUntilAddress(Duration)}, of this boot for certain.
   *
   * @param before {@link #leases} as they were before the guest was started; none of them counts,
   *     and neither does the ARP table, if there were any
   */
  InetAddress waitUntilAddress(Set<DhcpLease> before, Duration atMost);

  /** As {@link Domains#listen(Consumer)}, of this domain alone. */
  default Registration listen(Consumer<DomainEvent> listener) {
    return listen(Set.of(DomainEvent.class), listener);
  }

  /** As {@link Domains#listen(Set, Consumer)}, of this domain alone. */
  Registration listen(Set<Class<? extends DomainEvent>> kinds, Consumer<DomainEvent> listener);

  /**
   * Does something, and waits for the event that it has: it is listened for from before.
   *
   * <pre>{@code
   * web.waitUntilEvent(DomainEvent.Reboot.class, event -> true, web::reboot, Duration.ofMinutes(2));
   * }</pre>
   *
   * @param wanted whether an event of that kind is the one; what it throws, this throws
   * @param action what is done first, on this thread
   * @throws TimedOutException if no such event came in time, or it came while the connection was
   *     lost
   */
  <E extends DomainEvent.OfDomain> E waitUntilEvent(
      Class<E> kind, Predicate<? super E> wanted, Runnable action, Duration atMost);
}
