package io.kvmsdk.testkit;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.internal.driver.KnownFailure;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * A failure that a fake host is told to give; see {@link FakeHypervisor#failOn}. It strikes every
 * call unless {@link #once} or {@link #onCall} says otherwise, and before anything has happened
 * unless {@link #afterBytes} does.
 */
public final class Fault {
  private final Function<Subject, ? extends KvmException> exception;
  private final IntPredicate strikes;
  private final long bytes;
  private final Duration delay;

  private Fault(
      Function<Subject, ? extends KvmException> exception,
      IntPredicate strikes,
      long bytes,
      Duration delay) {
    this.exception = exception;
    this.strikes = strikes;
    this.bytes = bytes;
    this.delay = delay;
  }

  /** Any exception, made for the object that the call was about. */
  public static Fault of(Function<Subject, ? extends KvmException> exception) {
    return new Fault(exception, call -> true, 0, Duration.ZERO);
  }

  /** The host's security policy refuses. */
  public static Fault permissionDenied() {
    return of(
        s ->
            new PermissionDeniedException(
                s, "permission denied", "Grant the user of the fake host access"));
  }

  /**
   * The daemon goes away in the middle of the call; the next call finds it again, and listeners are
   * told of a gap.
   */
  public static Fault connectionLost() {
    return of(s -> new ConnectionLostException(s, "the fake host closed the connection", ""));
  }

  /** No space is left on the host's file system, and so in the pool. */
  public static Fault diskFull() {
    return of(s -> KnownFailure.DISK_FULL.exception(s, "no space left on device", Map.of()));
  }

  /** Somebody else has removed the object since it was listed or found. */
  public static Fault vanished() {
    return of(s -> new NotFoundException(s, "somebody has removed it from the fake host", ""));
  }

  /** Nothing fails, but the call takes {@code time} on the host's clock. */
  public static Fault slow(Duration time) {
    return new Fault(null, call -> true, 0, time);
  }

  /** The host does not answer in time. */
  public static Fault timeout() {
    return of(s -> new TimedOutException(s, "the fake host did not answer", ""));
  }

  /** Something that this library has no better word for: an internal error of the host. */
  public static Fault internalError() {
    return of(s -> new KvmException(s, "internal error of the fake host", ""));
  }

  /** Strikes the next call alone. */
  public Fault once() {
    return onCall(1);
  }

  /** Strikes the {@code n}th call from now on, counted from 1, alone. */
  public Fault onCall(int n) {
    return new Fault(exception, call -> call == n, bytes, delay);
  }

  /** Strikes an upload or download only when so many bytes have been transferred. */
  public Fault afterBytes(long transferred) {
    return new Fault(exception, strikes, transferred, delay);
  }

  /** Strikes only when so much time has passed on the host's clock. */
  public Fault after(Duration time) {
    return new Fault(exception, strikes, bytes, time);
  }

  Duration delay() {
    return delay;
  }

  boolean fails() {
    return exception != null;
  }

  boolean strikes(int call) {
    return strikes.test(call);
  }

  long bytes() {
    return bytes;
  }

  KvmException exception(Subject subject) {
    return exception.apply(subject);
  }
}
