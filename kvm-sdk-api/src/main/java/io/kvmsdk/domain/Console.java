package io.kvmsdk.domain;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * An open line to a guest's serial console, or to a channel of its: bytes both ways, as they are.
 *
 * <pre>{@code
 * try (Console console = domain.console()) {
 *   console.expect("login: ", Duration.ofMinutes(2));
 *   console.sendLine("root");
 *   String prompt = console.expect(Pattern.compile("[#$] "), Duration.ofSeconds(10)).before();
 * }
 * }</pre>
 *
 * <p>Nothing that the guest writes from when it was opened is lost, as long as no more than 16 MiB
 * of it wait to be read; one whose reader is further behind is closed, and says so once the reader
 * has come to that point. When the guest stops, the line ends. One that is not closed is closed
 * with its connection.
 *
 * <p>Thread-safe; the streams and {@link #expect} take turns, and each byte goes to one of them.
 */
public interface Console extends AutoCloseable {
  /**
   * What the guest writes. Reading blocks until there is something; it ends with the guest, and in
   * an {@code IOException} when the console is closed, by whatever thread, or the connection lost.
   * Closing it closes the console.
   */
  InputStream input();

  /** To the guest; nothing is held back. Closing it closes the console. */
  OutputStream output();

  /** Sends {@code text}, as UTF-8. */
  void send(String text);

  /** Sends {@code line}, and Enter: a carriage return, as a terminal does. */
  default void sendLine(String line) {
    send(line + "\r");
  }

  /**
   * Reads until {@code text} comes, and nothing beyond it; looks at the last 256 KiB of what came,
   * and forgets what came before these.
   *
   * @throws io.kvmsdk.error.TimedOutException with the last lines seen, which stay to be read
   * @throws io.kvmsdk.error.ConflictException with the last lines seen, if the guest stops first,
   *     or the console has been closed
   */
  default ConsoleMatch expect(String text, Duration atMost) {
    return expect(Pattern.compile(text, Pattern.LITERAL), atMost);
  }

  /**
   * As {@link #expect(String, Duration)}, for what {@code pattern} finds in the text as UTF-8. It
   * takes the first match that there is, though more to match may be on its way.
   */
  ConsoleMatch expect(Pattern pattern, Duration atMost);

  /** Ends the line, and whoever waits on it, at once; twice is harmless. */
  @Override
  void close();
}
