package io.kvmsdk.testkit;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
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

  private Fault(
      Function<Subject, ? extends KvmException> exception, IntPredicate strikes, long bytes) {
    this.exception = exception;
    this.strikes = strikes;
    this.bytes = bytes;
  }

  /** Any exception, made for the object that the call was about. */
  public static Fault of(Function<Subject, ? extends KvmException> exception) {
    return new Fault(exception, call -> true, 0);
  }

  /** The host's security policy refuses. */
  public static Fault permissionDenied() {
    return of(
        s ->
            new PermissionDeniedException(
                s, "permission denied", "Grant the user of the fake host access"));
  }

  /** The daemon goes away in the middle of the call; the next call finds it again. */
  public static Fault connectionLost() {
    return of(s -> new ConnectionLostException(s, "the fake host closed the connection", ""));
  }

  /** No space is left on the host's file system. */
  public static Fault diskFull() {
    return of(
        s -> new NoSpaceException(s, "no space left on device", "Free some on the fake host"));
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
    return new Fault(exception, call -> call == n, bytes);
  }

  /** Strikes an upload or download only when so many bytes have been transferred. */
  public Fault afterBytes(long transferred) {
    return new Fault(exception, strikes, transferred);
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
