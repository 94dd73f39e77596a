package io.kvmsdk.testkit;

import io.kvmsdk.Pacer;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ConsoleDriver;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/** A line to a guest on a fake host. Guarded by the host's clock, whose monitor tells of bytes. */
final class FakeLine implements ConsoleDriver.Line, Pacer {
  private final FakeClock clock;
  private final Subject subject;

  /** Takes what is sent to the guest. */
  private final Consumer<byte[]> guest;

  private final Runnable onClose;
  private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
  private boolean ended;
  private KvmException failure;

  FakeLine(FakeClock clock, Subject subject, Consumer<byte[]> guest, Runnable onClose) {
    this.clock = clock;
    this.subject = subject;
    this.guest = guest;
    this.onClose = onClose;
  }

  void arrive(byte[] bytes) {
    synchronized (clock) {
      arrived.writeBytes(bytes);
      clock.notifyAll();
    }
  }

  /** The guest has stopped, or somebody else has taken the line. */
  void end() {
    synchronized (clock) {
      ended = true;
      clock.notifyAll();
    }
  }

  @Override
  public int receive(byte[] into, int offset, int length) {
    synchronized (clock) {
      if (failure != null) {
        throw failure;
      }
      byte[] all = arrived.toByteArray();
      int count = Math.min(all.length, length);
      System.arraycopy(all, 0, into, offset, count);
      arrived.reset();
      arrived.write(all, count, all.length - count);
      return count == 0 && ended ? END : count;
    }
  }

  @Override
  public void send(byte[] bytes, int offset, int length) {
    synchronized (clock) {
      if (failure != null) {
        throw failure;
      }
      if (ended) {
        throw new ConflictException(subject, "it has ended", "Start the domain, and open it again");
      }
      guest.accept(Arrays.copyOfRange(bytes, offset, offset + length));
    }
  }

  @Override
  public Pacer pacer() {
    return this;
  }

  @Override
  public Duration elapsed() {
    return clock.elapsed();
  }

  /**
   * Lets time pass up to the next thing that happens. Where nothing will, who reads for as long as
   * it takes waits for another thread, and no time passes.
   */
  @Override
  public void pause(Duration atMost) throws InterruptedException {
    synchronized (clock) {
      while (clock.idle() && atMost.compareTo(Duration.ofDays(1)) > 0 && silent()) {
        clock.wait();
      }
      if (!silent()) {
        return;
      }
    }
    clock.pause(atMost);
  }

  private boolean silent() {
    return arrived.size() == 0 && !ended && failure == null;
  }

  @Override
  public void close() {
    synchronized (clock) {
      if (failure == null) {
        failure = new ConflictException(subject, "it has been closed", "Open it again");
        onClose.run();
        clock.notifyAll();
      }
    }
  }
}
