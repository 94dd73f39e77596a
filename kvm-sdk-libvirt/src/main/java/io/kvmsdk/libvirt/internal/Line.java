package io.kvmsdk.libvirt.internal;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.libvirt.LibvirtException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Has a {@link Link} to a host, and makes another when one is lost: for the next call, or by itself
 * while a follower waits for events.
 *
 * <p>One thread connects, since nothing can end libvirt's connecting to a host that is silent; all
 * others wait for it, and not beyond the time that connecting may take. What failed a moment ago
 * fails at once; unasked it is tried again after pauses that grow.
 */
final class Line implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Line.class.getName());

  /** For so long a failure is good for whoever else calls. */
  private static final Duration MOMENT = Duration.ofMillis(200);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  static final String REMEDY =
      "Check that the host's libvirt daemon runs, and try again: it connects anew by itself";

  private final URI uri;
  private final Subject subject;
  private final Duration patience;
  private final Supplier<Link> opening;
  private Follower follower = new Follower() {};

  private Link link;
  private boolean linkedBefore;
  private boolean closed;
  private boolean dialing;
  private boolean resting;
  private long dialingSince;
  private long attempts;
  private KvmException failure;
  private Duration pause = SHORTEST_PAUSE;
  private long failedAt;

  /** Who cares when links come and go. */
  interface Follower {
    /** Prepares a new link, before anyone else uses it; it is not used if this throws. */
    default void joined(Link link) {}

    /** A new link is in use, where another was lost. */
    default void rejoined() {}

    /** Whether a lost link is to be replaced even if nobody calls. */
    default boolean waits() {
      return false;
    }
  }

  /**
   * @param opening makes a link, in its own time
   * @param patience how long others wait for that
   */
  Line(URI uri, Subject subject, Duration patience, Supplier<Link> opening) {
    this.uri = uri;
    this.subject = subject;
    this.patience = patience;
    this.opening = opening;
  }

  /** Prepares the link that there is, and those to come. */
  void follow(Follower newFollower) {
    synchronized (this) {
      follower = newFollower;
    }
    Link current = enter();
    try {
      newFollower.joined(current);
    } finally {
      current.leave();
    }
  }

  /**
   * Keeps a link for calls, until it is told to leave; connects first if need be.
   *
   * @throws ConnectionLostException if the host cannot be reached
   * @throws ConflictException once this is closed
   */
  synchronized Link enter() {
    while (true) {
      if (closed) {
        throw closedFailure();
      }
      if (link != null && link.enter()) {
        return link;
      }
      awaitLink();
    }
  }

  ConflictException closedFailure() {
    return new ConflictException(subject, "it has been closed", "Connect again");
  }

  private void awaitLink() {
    if (failedAMomentAgo()) {
      throw explained();
    }
    if (resting) {
      wake();
    } else if (!dialing) {
      dial();
    }
    long before = attempts;
    while (attempts == before && !closed) {
      long left = dialingSince + TimeUnit.NANOSECONDS.convert(patience) - System.nanoTime();
      if (left <= 0) {
        throw new ConnectionLostException(
            subject, "the host has not answered for " + patience.toSeconds() + " s", REMEDY);
      }
      pause(left);
    }
    if (failure != null && !closed) {
      throw explained();
    }
  }

  private boolean failedAMomentAgo() {
    return failure != null
        && (resting || !dialing)
        && System.nanoTime() - failedAt < MOMENT.toNanos();
  }

  private void wake() {
    resting = false;
    dialingSince = System.nanoTime();
    notifyAll();
  }

  private void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(subject, "connecting was interrupted", "", e);
    }
  }

  /** Made for each caller, whose stack it shows. */
  private KvmException explained() {
    KvmException why =
        failure instanceof LibvirtException e ? ConnectFailures.explain(uri, e) : failure;
    return linkedBefore
        ? new ConnectionLostException(
            subject, "it was lost, and could not be made again: " + why.problem(), REMEDY, why)
        : why;
  }

  private void dial() {
    dialing = true;
    dialingSince = System.nanoTime();
    Thread thread = new Thread(this::connect, "kvmsdk-libvirt-connect");
    thread.setDaemon(true);
    thread.start();
  }

  private void connect() {
    takeOld();
    boolean goOn = true;
    while (goOn) {
      Link made = null;
      KvmException why = null;
      try {
        made = opening.get();
        follower().joined(made);
      } catch (KvmException e) {
        why = e;
      } catch (RuntimeException | Error e) {
        why = new KvmException(subject, "connecting failed: " + e, "", e);
      }
      goOn = ended(made, why);
    }
  }

  private synchronized Follower follower() {
    return follower;
  }

  private void takeOld() {
    Link old;
    synchronized (this) {
      old = link;
      link = null;
    }
    if (old != null) {
      old.end();
    }
  }

  /** Whether to try once more. */
  private boolean ended(Link made, KvmException why) {
    boolean used = false;
    boolean again = false;
    synchronized (this) {
      attempts++;
      failure = why;
      failedAt = System.nanoTime();
      if (why == null && !closed) {
        link = made;
        used = true;
        again = linkedBefore;
        linkedBefore = true;
        pause = SHORTEST_PAUSE;
      }
      dialing = false;
      notifyAll();
    }
    if (made != null && !used) {
      made.end();
    }
    if (used) {
      made.onLoss(this::lost);
      if (again) {
        LOG.log(Level.INFO, "{0}: connected again", subject);
        follower().rejoined();
      }
      return false;
    }
    return rested();
  }

  /** Waits before the next attempt, if there is to be one unasked, until somebody asks. */
  private synchronized boolean rested() {
    if (closed || dialing || !linkedBefore || !follower.waits()) {
      return false;
    }
    resting = true;
    dialing = true;
    long end = System.nanoTime() + pause.toNanos();
    while (resting && !closed && System.nanoTime() - end < 0) {
      pause(end - System.nanoTime());
    }
    pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    resting = false;
    dialing = !closed;
    dialingSince = System.nanoTime();
    return dialing;
  }

  private synchronized void lost(Link gone) {
    if (link == gone && !closed && !dialing && follower.waits()) {
      dial();
    }
  }

  /** Whoever waits for a connection is told; one that comes late is ended. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    takeOld();
  }
}
