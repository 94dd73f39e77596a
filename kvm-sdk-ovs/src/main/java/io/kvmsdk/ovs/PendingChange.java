package io.kvmsdk.ovs;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OutcomeUnknownException;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change that is there, and that its host takes back by itself unless it is confirmed in time.
 * Closing it without having confirmed it takes it back at once.
 */
public final class PendingChange implements AutoCloseable {
  private final OvsdbDatabase database;
  private final Token token;
  private final List<Operation> wayBack;
  private final RevertTimer timer;
  private final Duration end;
  private boolean over;

  /** Whether a transaction of ours that had no reply may have taken the token away. */
  private boolean maybeOurs;

  /**
   * @param wayBack as {@link Inverse} finds it
   * @param end by the clock of {@link SystemPacer}
   */
  PendingChange(
      OvsdbDatabase database,
      Token token,
      List<Operation> wayBack,
      RevertTimer timer,
      Duration end) {
    this.database = database;
    this.token = token;
    this.wayBack = wayBack;
    this.timer = timer;
    this.end = end;
  }

  /** What names it on the host. */
  public String token() {
    return token.text();
  }

  /** How long it can be confirmed yet; zero if the host has taken it back, or does so now. */
  public Duration left() {
    Duration left = end.minus(SystemPacer.INSTANCE.elapsed());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Keeps the change. Doing it again does nothing.
   *
   * @throws ChangeRevertedException if it was taken back meanwhile
   */
  public synchronized void confirm() {
    if (over) {
      return;
    }
    end(List.of(), null);
  }

  /**
   * Takes the change back now.
   *
   * @throws ChangeRevertedException if the host has done so already
   * @throws ConflictException if it was confirmed
   */
  public synchronized void revert() {
    if (over) {
      throw new ConflictException(
          subject(), "it was confirmed or taken back already", "Apply what is wanted now");
    }
    try {
      end(wayBack, Token.REVERTED);
    } catch (OvsdbException refused) {
      end(WayBack.withoutRows(wayBack), Token.REVERTED);
    }
  }

  /**
   * Looks whether it can be confirmed, and confirms nothing.
   *
   * @throws ChangeRevertedException if it was taken back meanwhile
   */
  synchronized void check() {
    Map<String, String> ids = Token.read(database);
    if (!token.text().equals(ids.get(Token.PENDING))) {
      forget();
      throw gone(ids, null);
    }
  }

  /** Takes back what was confirmed already, as far as it is still there. */
  void takeBackConfirmed(KvmException failure) {
    new SwitchCommit(database).takeBack(wayBack, failure);
  }

  private void end(List<Operation> operations, String mark) {
    try {
      commit(token.guard(operations, mark));
    } catch (OvsdbException e) {
      explain(e, mark);
    }
    over = true;
    timer.disarm();
  }

  /** Asks again where no reply comes: the token sees to it that it is done once. */
  private void commit(List<Operation> operations) {
    try {
      new SwitchCommit(database).commit(operations);
    } catch (OutcomeUnknownException e) {
      boolean again = !maybeOurs && !Thread.currentThread().isInterrupted();
      maybeOurs = true;
      if (!again) {
        throw e;
      }
      commit(operations);
    }
  }

  /** The database says only that what was waited for is not so. */
  private void explain(OvsdbException e, String mark) {
    Map<String, String> ids = Token.read(database);
    if (token.text().equals(ids.get(Token.PENDING))) {
      throw e;
    }
    boolean reverted = token.text().equals(ids.get(Token.REVERTED));
    if (!maybeOurs || reverted != Token.REVERTED.equals(mark)) {
      over = true;
      throw gone(ids, e);
    }
  }

  private ConflictException gone(Map<String, String> ids, OvsdbException cause) {
    return token.text().equals(ids.get(Token.REVERTED))
        ? new ChangeRevertedException(
            subject(),
            "the host has taken the change back: it was not confirmed in time",
            "Apply it again, with a longer window",
            cause)
        : new ConflictException(
            subject(), "somebody else confirmed it or took it back", "Look what is there", cause);
  }

  /** Whether the host waited for it no more when it came; then nothing is left of that, either. */
  boolean forgetExpired() {
    boolean expired = token.text().equals(Token.read(database).get(Token.EXPIRED));
    if (expired) {
      database.transact(token.forgetExpired());
    }
    return expired;
  }

  /** Nothing is there any more: the host need not wait for anything. */
  void forget() {
    over = true;
    timer.disarm();
  }

  /** Asks again and again, to leave the last third of the window for confirming. */
  void verify(Reachability check) {
    verify(subject(), left(), check, this::close);
  }

  static void verify(Subject change, Duration left, Reachability check, Runnable takeBack) {
    try {
      SystemPacer.INSTANCE.await(
          change,
          "reaching what the change must not cut off",
          left.multipliedBy(2).dividedBy(3),
          () -> look(check),
          () -> "");
    } catch (TimedOutException e) {
      takeBack.run();
      throw new ChangeRevertedException(
          change, "it cut off what must be reached, and is taken back", "Look at it again", e);
    }
  }

  private static Optional<Boolean> look(Reachability check) {
    try {
      return check.holds() ? Optional.of(true) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (Exception unknown) {
      return Optional.empty();
    }
  }

  private Subject subject() {
    return Subject.of("change", token.text());
  }

  /** Takes the change back, unless it is confirmed; where the host is out of reach, it does. */
  @Override
  public synchronized void close() {
    if (over) {
      return;
    }
    try {
      revert();
    } catch (KvmException theHostDoes) {
      System.getLogger(PendingChange.class.getName())
          .log(System.Logger.Level.WARNING, "The host takes the change back", theHostDoes);
    }
  }

  @Override
  public String toString() {
    return "PendingChange[" + token.text() + (over ? "" : ", " + left() + " left") + "]";
  }
}
