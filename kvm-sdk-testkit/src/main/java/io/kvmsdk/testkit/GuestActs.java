package io.kvmsdk.testkit;

import io.kvmsdk.value.ByteSize;
import java.time.Duration;

/**
 * What a guest does of its own accord, and its host then tells as events. A fake host's guest does
 * it when told to by {@link FakeHypervisor#acts}, so that a program that waits for such an event
 * can be tested.
 *
 * <pre>{@code
 * kvm.acts("web").neglectWatchdog();
 * assertThat(web.state()).isEqualTo(DomainState.PAUSED);
 * }</pre>
 *
 * <p>What its domain has no device for, nobody is told of. A guest that does not run does nothing.
 */
public interface GuestActs {
  /** Its kernel panics, and says so to its {@code <panic>} device. */
  void panic();

  /** It hangs, and no longer resets its {@code <watchdog>}, which then acts. */
  void neglectWatchdog();

  /**
   * It sets its clock.
   *
   * @param fromUtc what its clock then shows, less UTC
   */
  void setClock(Duration fromUtc);

  /** It opens the tray of a drive. */
  void openTray(String target);

  /** It closes the tray of a drive. */
  void closeTray(String target);

  /** It goes to sleep in its memory: ACPI's S3. */
  void sleep();

  /** It goes to sleep on its disk, and its domain ends: ACPI's S4. */
  void hibernate();

  /** It writes a sector of a disk. */
  void write(String target, ByteSize offset);
}
