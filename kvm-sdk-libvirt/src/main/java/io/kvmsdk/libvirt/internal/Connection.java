package io.kvmsdk.libvirt.internal;

import io.kvmsdk.ConnectOptions;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.libvirt.LibvirtException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A connection to one host, for as long as its user keeps it open, through however many {@link
 * Link}s: when one is lost, the calls on it end with {@code ConnectionLostException}, and the next
 * call connects anew. No call is repeated by itself, since what was lost may only be its answer.
 */
final class Connection implements AutoCloseable {
  /** {@code VIR_DOMAIN_XML_SECURE}, and its namesakes. */
  private static final int XML_SECURE = 1;

  private final LibvirtApi api;
  private final URI uri;
  private final ConnectOptions options;
  private final Subject subject;
  private final Line line;
  private final OwnLines longLines;
  private final OwnLines guestLines;

  /** For whoever comes while another makes a short call on the line. */
  private final OwnLines sideLines;

  /** Of the line itself. */
  private final Semaphore turn = new Semaphore(1);

  private Connection(LibvirtApi api, URI uri, ConnectOptions options) {
    this.api = api;
    this.uri = uri;
    this.options = options;
    this.subject = Subject.of("connection", uri);
    this.line = newLine();
    this.longLines = new OwnLines(subject, OwnLines.JOBS, this::newLine);
    this.guestLines = new OwnLines(subject, OwnLines.GUESTS, this::newLine);
    this.sideLines = new OwnLines(subject, OwnLines.SHORT, this::newLine);
  }

  private Line newLine() {
    return new Line(
        uri, subject, options.connectTimeout(), () -> Link.open(api, this, uri, subject, options));
  }

  static Connection open(LibvirtApi api, URI uri, ConnectOptions options) {
    Connection connection = new Connection(api, uri, options);
    try {
      connection.enter().leave();
      return connection;
    } catch (RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  LibvirtApi api() {
    return api;
  }

  URI uri() {
    return uri;
  }

  boolean readOnly() {
    return options.readOnly();
  }

  /** The flag of documents that may show passwords: whoever only looks does not get to see them. */
  int secureXml() {
    return options.readOnly() ? 0 : XML_SECURE;
  }

  /** The connection itself, for errors that concern no single object. */
  Subject subject() {
    return subject;
  }

  /** Has {@code follower} prepare every link, the present one first. */
  void follow(Line.Follower follower) {
    line.follow(follower);
  }

  /**
   * Makes native calls, all on one platform thread and one link, where {@link #check} may follow
   * them. Within other calls it is part of these.
   *
   * <p>No two threads wait on one link: when libvirt 9.0's client gives a silent daemon up, it ends
   * the call of one thread, leaves all others waiting for ever, and then calls back into the stack
   * that the one has left (as CVE-2024-4418 tells), which ends the JVM.
   */
  <T> T call(Function<? super NativeConnection, T> nativeCalls) {
    Link inUse = Link.inUse();
    if (inUse != null && inUse.isOf(this)) {
      return nativeCalls.apply(inUse.pointer());
    }
    Link link = enter();
    if (!link.remote()) {
      return onLink(link, () -> nativeCalls.apply(link.pointer()));
    }
    if (turn.hasQueuedThreads() || !turn.tryAcquire()) {
      link.leave();
      return sideLines.callBeside(link, () -> nativeCalls.apply(Link.inUse().pointer()));
    }
    try {
      return onLink(link, () -> nativeCalls.apply(link.pointer()));
    } finally {
      turn.release();
    }
  }

  /**
   * As {@link #call}, on the line that has the followers: what is asked for there is asked for
   * again when it is lost.
   */
  <T> T followedCall(Function<Link, T> nativeCalls) {
    turn.acquireUninterruptibly();
    try {
      Link link = enter();
      return onLink(link, () -> nativeCalls.apply(link));
    } finally {
      turn.release();
    }
  }

  /**
   * Makes all calls within {@code work} where short ones do not wait for them. For what takes as
   * long as a disk or a guest does: wiping, copying, saving, starting.
   */
  <T> T longCall(Supplier<T> work) {
    return apart(longLines, work);
  }

  /**
   * As {@link #longCall(Supplier)}, for what a guest or its agent answers: soon, or after seconds
   * in vain. It does not wait for long calls, which may take hours.
   */
  <T> T guestCall(Supplier<T> work) {
    return apart(guestLines, work);
  }

  private <T> T apart(OwnLines lines, Supplier<T> work) {
    Link inUse = Link.inUse();
    if (inUse != null && inUse.isOf(this)) {
      return work.get();
    }
    return remote() ? lines.call(work) : work.get();
  }

  /** As {@link #longCall(Supplier)}. */
  void longRun(Runnable work) {
    longCall(
        () -> {
          work.run();
          return null;
        });
  }

  /**
   * Makes all calls within {@code work} on a link of their own, which lives on while anybody stays
   * {@linkplain Link#enter in it}. For streams that are taken from each other: libvirt 9.0's daemon
   * then forgets a call of the same client that comes in that moment, and what is written to a
   * stream that has just ended it answers in a way that its client takes for a broken connection.
   */
  <T> T aloneCall(Supplier<T> work) {
    if (!remote()) {
      return onLink(enter(), work);
    }
    try (Line own = newLine()) {
      return onLink(own.enter(), work);
    }
  }

  /**
   * A link for a stream and the calls that begin it, on which nobody else makes calls: of two that
   * come together, libvirt 9.0's client may leave one unsent for seconds.
   */
  LinkLease lease() {
    if (remote()) {
      return longLines.lease();
    }
    Link link = enter();
    return new LinkLease(link, link::leave);
  }

  private static <T> T onLink(Link link, Supplier<T> work) {
    try {
      return link.call(work);
    } finally {
      link.leave();
    }
  }

  /** A driver in this process makes each connection a host of its own, and has no queue. */
  private boolean remote() {
    Link link = enter();
    try {
      return link.remote();
    } finally {
      link.leave();
    }
  }

  /** Gives back {@code result}, or throws what libvirt says if it is negative. */
  int check(Subject about, int result) {
    if (result < 0) {
      throw failure(about);
    }
    return result;
  }

  /** Gives back {@code result}, or throws what libvirt says if it is null. */
  <T> T check(Subject about, T result) {
    if (result == null) {
      throw failure(about);
    }
    return result;
  }

  /**
   * Gives {@code result}; if it is null, nothing where libvirt's error is {@code notThere}, and
   * throws any other.
   */
  <T> Optional<T> found(Subject about, T result, int notThere) {
    if (result == null && LastError.code() != notThere) {
      throw failure(about);
    }
    return Optional.ofNullable(result);
  }

  /** What libvirt says of the call just made on this thread. */
  KvmException failure(Subject about) {
    return typed(lastError(about));
  }

  KvmException typed(LibvirtException error) {
    return Errors.typed(error, Link.allInUseAlive());
  }

  LibvirtException lastError(Subject about) {
    return LastError.read(about);
  }

  /** Keeps a link until it is told to leave, even if this is closed meanwhile. */
  Link enter() {
    return line.enter();
  }

  ConflictException closedFailure() {
    return line.closedFailure();
  }

  /** The last call under way frees its link; those that wait for one fail at once. */
  @Override
  public void close() {
    line.close();
    longLines.close();
    guestLines.close();
    sideLines.close();
  }
}
