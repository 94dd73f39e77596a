package io.kvmsdk.domain;

import java.time.Duration;

/** What somebody who sits before a domain's machine has: consoles, screens and a keyboard. */
public interface DomainConsoles {
  /** Opens its first console, which nobody else may have open. */
  default Console console() {
    return console(ConsoleMode.EXCLUSIVE);
  }

  /**
   * Opens its first console. libvirt: {@code virDomainOpenConsole}.
   *
   * @throws io.kvmsdk.error.ConflictException if the domain is not running, or somebody has the
   *     console open
   * @throws io.kvmsdk.error.NotFoundException if it has none
   */
  Console console(ConsoleMode mode);

  /**
   * Opens one of its consoles.
   *
   * @param alias libvirt's name for it, as {@code serial1}
   */
  Console console(String alias, ConsoleMode mode);

  /**
   * Opens a line to a program in the guest. libvirt: {@code virDomainOpenChannel}.
   *
   * @param channel the name that the guest knows it by, or libvirt's alias
   * @throws io.kvmsdk.error.ConflictException if the domain is not running, or somebody has the
   *     channel open
   * @throws io.kvmsdk.error.NotFoundException if it has no such channel
   */
  Console channel(String channel, ConsoleMode mode);

  /** What its first screen shows now. */
  default Screenshot screenshot() {
    return screenshot(0);
  }

  /**
   * What a screen shows now. libvirt: {@code virDomainScreenshot}.
   *
   * @param screen counted from 0
   * @throws io.kvmsdk.error.ConflictException if the domain is not running
   */
  Screenshot screenshot(int screen);

  /** Presses all keys of {@code chord} at once, for a tenth of a second. */
  default void sendKeys(Key... chord) {
    sendKeys(Duration.ofMillis(100), chord);
  }

  /**
   * Presses all keys of {@code chord} at once; returns at once. libvirt: {@code virDomainSendKey}.
   *
   * @param hold for how long; up to a minute
   * @param chord 1 to 16 keys, as {@code LEFT_CTRL, LEFT_ALT, DELETE}
   * @throws io.kvmsdk.error.ConflictException if the domain is not running
   */
  void sendKeys(Duration hold, Key... chord);

  /**
   * Types {@code text}, a line's end as Enter, for a guest whose keyboard is of the US layout: some
   * twenty characters a second. QEMU's keyboard holds 16 codes: a guest that does not look at it
   * for a third of a second may lose some, and nobody is told. For more than a few words prefer
   * {@link #console()} or a guest agent.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if that keyboard lacks a character; then nothing
   *     is typed
   */
  void type(String text);

  /** Interrupts all of the guest's processors. libvirt: {@code virDomainInjectNMI}. */
  void injectNmi();
}
