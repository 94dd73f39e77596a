package io.kvmsdk.internal.driver;

import io.kvmsdk.Pacer;
import io.kvmsdk.domain.ConsoleMode;
import java.util.Optional;
import java.util.UUID;

/** libvirt's calls that open lines to the serial ports and channels of domains. */
public interface ConsoleDriver {
  /**
   * {@code virDomainOpenConsole}.
   *
   * @param alias empty for the first console
   * @throws io.kvmsdk.error.ConflictException if somebody has it open
   */
  Line openConsole(UUID domain, Optional<String> alias, ConsoleMode mode);

  /**
   * {@code virDomainOpenChannel}.
   *
   * @param name of the channel's target, or its alias
   * @throws io.kvmsdk.error.ConflictException if somebody has it open
   */
  Line openChannel(UUID domain, String name, ConsoleMode mode);

  /** {@code virStream}, both ways. Ends with the connection at the latest. */
  interface Line extends AutoCloseable {
    /** What {@link #receive} gives once nothing will come any more. */
    int END = -1;

    /**
     * Takes what has come, without waiting.
     *
     * @return how many bytes, 0 for none yet, or {@link #END}
     * @throws io.kvmsdk.error.KvmException if it was closed on this side, or broke; once all that
     *     came before was taken
     */
    int receive(byte[] into, int offset, int length);

    /** {@code virStreamSend}, all of it. */
    void send(byte[] bytes, int offset, int length);

    /** Whose pauses end when something has come, or the line has ended. */
    Pacer pacer();

    /** {@code virStreamAbort}; ends all pauses. */
    @Override
    void close();
  }
}
