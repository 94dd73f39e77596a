package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.Console;
import io.kvmsdk.domain.ConsoleMatch;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ConsoleDriver.Line;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** A console over any driver's {@link Line}: what came waits in a {@link Transcript}. */
final class DriverConsole implements Console {
  /** Whoever reads a stream waits for as long as it takes. */
  static final Duration FOR_EVER = Duration.ofDays(365);

  private final Subject subject;
  private final Line line;
  private final Input input = new Input();
  private final Output output = new Output();

  /** Guards {@link #transcript}, and what is taken from the line into it. */
  private final Object reading = new Object();

  private final Transcript transcript = new Transcript();

  DriverConsole(Subject subject, Line line) {
    this.subject = subject;
    this.line = line;
  }

  @Override
  public InputStream input() {
    return input;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public void send(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    line.send(bytes, 0, bytes.length);
  }

  @Override
  public ConsoleMatch expect(Pattern pattern, Duration atMost) {
    return line.pacer()
        .await(
            subject, "waiting for '" + pattern + "'", atMost, () -> look(pattern), this::lastSeen);
  }

  private Optional<ConsoleMatch> look(Pattern pattern) {
    synchronized (reading) {
      Optional<ConsoleMatch> match = transcript.match(pattern);
      while (match.isEmpty()) {
        int count = transcript.fill(line);
        if (count == 0) {
          return Optional.empty();
        }
        if (count == Line.END) {
          throw new ConflictException(
              subject, "the guest stopped before '" + pattern + "' came", lastSeen());
        }
        match = transcript.match(pattern);
      }
      return match;
    }
  }

  private String lastSeen() {
    synchronized (reading) {
      return transcript.lastLines();
    }
  }

  private int take(byte[] into, int offset, int length) {
    synchronized (reading) {
      int waiting = transcript.take(into, offset, length);
      return waiting > 0 ? waiting : line.receive(into, offset, length);
    }
  }

  @Override
  public void close() {
    line.close();
  }

  @Override
  public String toString() {
    return "Console of " + subject;
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      if (length == 0) {
        return 0;
      }
      try {
        int count = take(into, offset, length);
        while (count == 0) {
          line.pacer().pause(FOR_EVER);
          count = take(into, offset, length);
        }
        return count;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("reading the console was interrupted");
      } catch (KvmException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    /** What {@link #expect} has left, which is all that is known without a look at the line. */
    @Override
    public int available() {
      synchronized (reading) {
        return transcript.size();
      }
    }

    @Override
    public void close() {
      DriverConsole.this.close();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      try {
        line.send(bytes, offset, length);
      } catch (KvmException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      DriverConsole.this.close();
    }
  }
}
