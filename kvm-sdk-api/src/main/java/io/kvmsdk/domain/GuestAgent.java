package io.kvmsdk.domain;

import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Secret;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The QEMU guest agent of one domain: a program in the guest that does what it is asked to. It is
 * the guest's word that comes back, and a guest may lie; an answer that makes no sense is an error.
 *
 * <p>Every call may fail with
 *
 * <ul>
 *   <li>{@code UnsupportedException}: the domain has no channel for an agent, or this agent does
 *       not know the command, or may not do it;
 *   <li>{@code ConflictException}: the domain does not run, or no agent is there;
 *   <li>{@code TimedOutException}: the agent is there, but does not answer;
 *   <li>{@code GuestAgentException}: it answers that it failed, or what makes no sense.
 * </ul>
 */
public interface GuestAgent {
  /**
   * Waits until the agent answers, as after a boot.
   *
   * @throws io.kvmsdk.error.TimedOutException with why it last did not
   * @throws io.kvmsdk.error.ConflictException if the domain does not run
   */
  void waitUntilReady(Duration atMost);

  /** Returns if the agent answers. */
  void ping();

  /**
   * Sends any command of up to 96 KiB, as {@code {"execute": "guest-info"}}. libvirt: {@code
   * virDomainQemuAgentCommand}, which notes in the domain's log that this was done.
   *
   * @return what the agent answered, JSON as well
   */
  String command(String json);

  /**
   * How long the agent may take to answer, for all calls on the domain from now on, also those of
   * others; 5 seconds is libvirt's own choice. libvirt: {@code virDomainAgentSetResponseTimeout}.
   *
   * @param atMost in whole seconds
   */
  void responseTimeout(Duration atMost);

  /** Runs a program, up to a minute. */
  default ExecResult exec(String... command) {
    return exec(ExecSpec.of(command));
  }

  /** Runs a program. */
  default ExecResult exec(Consumer<ExecSpec.Builder> program) {
    ExecSpec.Builder builder = ExecSpec.builder();
    program.accept(builder);
    return exec(builder.build());
  }

  /**
   * Runs a program and waits for its end. What it writes comes back up to some 2 MiB; let one that
   * writes more do so to a file, and read that.
   *
   * @throws io.kvmsdk.error.TimedOutException if it runs longer than it may; it then still runs in
   *     the guest, as the process that the message names
   */
  ExecResult exec(ExecSpec program);

  /**
   * Reads a file of up to 64 MiB.
   *
   * @param path in the guest
   */
  byte[] readFile(String path);

  /** Reads a file of any size, block by block. */
  void readFile(String path, OutputStream to, ProgressListener listener);

  /** Writes a file, in place of one that is there. */
  default void writeFile(String path, byte[] content) {
    writeFile(path, new ByteArrayInputStream(content), ProgressListener.NONE);
  }

  /** Writes a file, in place of one that is there, block by block; a failure leaves a part. */
  void writeFile(String path, InputStream content, ProgressListener listener);

  /** libvirt: {@code virDomainSetUserPassword}. */
  void setPassword(String user, Secret password);

  /**
   * As {@link #setPassword}, for a password that is hashed already, as crypt(3) does.
   *
   * @param hash as {@code $6$…}
   */
  void setPasswordHash(String user, Secret hash);

  /** libvirt: {@code virDomainGetHostname}. */
  String hostname();

  /**
   * Lets all file systems, or those mounted at {@code mountPoints}, come to rest, until what is
   * returned is closed; after a failure they are as before. libvirt: {@code virDomainFSFreeze}.
   *
   * @throws io.kvmsdk.error.UnsupportedException if the agent may not; also while somebody else has
   *     frozen them
   */
  FrozenFileSystems freeze(String... mountPoints);

  /** Ends the rest of all file systems; returns of how many. libvirt: {@code virDomainFSThaw}. */
  int thaw();

  /** Gives back to the host what file systems do not use. libvirt: {@code virDomainFSTrim}. */
  void trim();

  /**
   * As {@link #trim()}, but only where at least {@code minimum} is unused in one piece.
   *
   * @param minimum the guest may round it up
   */
  void trim(ByteSize minimum);

  /** libvirt: {@code virDomainGetFSInfo}. */
  List<GuestFileSystem> fileSystems();

  /** All that the agent can say at once; for addresses ask the domain. */
  GuestInfo info();

  /** The guest's clock. libvirt: {@code virDomainGetTime}. */
  Instant time();

  /** Sets the guest's clock. libvirt: {@code virDomainSetTime}. */
  void setTime(Instant now);

  /** The keys that may log in as {@code user}. libvirt: {@code virDomainAuthorizedSSHKeysGet}. */
  List<String> authorizedKeys(String user);

  /** Lets these keys, and no others, log in as {@code user}. */
  void setAuthorizedKeys(String user, List<String> keys);

  /** Lets these keys, too, log in as {@code user}. */
  void addAuthorizedKeys(String user, List<String> keys);

  /** Lets these keys no longer log in as {@code user}. */
  void removeAuthorizedKeys(String user, List<String> keys);

  /** The guest's processors as it has them itself. libvirt: {@code virDomainGetGuestVcpus}. */
  List<GuestVcpu> vcpus();

  /**
   * Has the guest use some of its processors, or use them no more; the domain keeps them. libvirt:
   * {@code virDomainSetGuestVcpus}.
   *
   * @param numbers as {@link #vcpus} gives them
   * @throws io.kvmsdk.error.InvalidSpecException if the guest has no such processor
   * @throws io.kvmsdk.error.GuestAgentException if it cannot do without it
   */
  void setVcpus(Set<Integer> numbers, boolean online);

  /**
   * Asks the guest to go to sleep; {@link Domain#pmWakeup} wakes it, or from its disk {@link
   * Domain#start}. libvirt: {@code virDomainPMSuspendForDuration}.
   *
   * <p>Linux on QEMU 7.2 that slept in memory notices no devices that come later; it may not wake
   * if a processor was plugged in before, and QEMU may crash if one was taken away.
   */
  void suspend(SuspendTarget target);

  /** Asks the guest to power off, not by its power button; returns at once. */
  void shutdown();

  /** Asks the guest to reboot, not by its power button; returns at once. */
  void reboot();
}
