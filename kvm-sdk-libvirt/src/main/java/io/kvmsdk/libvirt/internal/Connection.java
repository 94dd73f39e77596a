package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.libvirt.LibvirtException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.function.Function;
import org.libvirt.jna.ConnectionPointer;

/**
 * One native connection, and the only native handle that outlives a call.
 *
 * <p>It counts who is using it. After {@link #close} nobody new gets in, and the last one out frees
 * it: once, and never under a running call.
 */
final class Connection implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Connection.class.getName());

  /** A peer that is silent, and that three questions do not wake, is given up after 20 s. */
  private static final int KEEPALIVE_SECONDS = 5;

  private static final int KEEPALIVE_COUNT = 3;

  private final LibvirtApi api;
  private final URI uri;
  private final ConnectionPointer pointer;
  private final Subject subject;
  private int users;
  private boolean closed;

  private Connection(LibvirtApi api, URI uri, ConnectionPointer pointer) {
    this.api = api;
    this.uri = uri;
    this.pointer = pointer;
    this.subject = subjectOf(uri);
  }

  static Connection open(LibvirtApi api, URI uri) {
    return PlatformThreads.call(() -> openHere(api, uri));
  }

  private static Connection openHere(LibvirtApi api, URI uri) {
    ConnectionPointer pointer = api.virConnectOpen(uri.toASCIIString());
    if (pointer == null) {
      throw ConnectFailures.explain(uri, lastError(api, subjectOf(uri)));
    }
    // Drivers that run in this process, as test does, refuse: there is no peer to lose.
    api.virConnectSetKeepAlive(pointer, KEEPALIVE_SECONDS, KEEPALIVE_COUNT);
    return new Connection(api, uri, pointer);
  }

  LibvirtApi api() {
    return api;
  }

  URI uri() {
    return uri;
  }

  /** The connection itself, for errors that concern no single object. */
  Subject subject() {
    return subject;
  }

  private static Subject subjectOf(URI uri) {
    return Subject.of("connection", uri);
  }

  /** Makes native calls, all on one platform thread, where {@link #check} may follow them. */
  <T> T call(Function<ConnectionPointer, T> nativeCalls) {
    enter();
    try {
      return PlatformThreads.call(() -> nativeCalls.apply(pointer));
    } finally {
      leave();
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

  /** What libvirt says of the call just made on this thread. */
  KvmException failure(Subject about) {
    return typed(lastError(about));
  }

  KvmException typed(LibvirtException error) {
    return Errors.typed(error, api.virConnectIsAlive(pointer) == 1);
  }

  LibvirtException lastError(Subject about) {
    return lastError(api, about);
  }

  /** Reads {@code struct _virError}; its text is UTF-8, which libvirt-java's structure ignores. */
  private static LibvirtException lastError(LibvirtApi api, Subject about) {
    Pointer error = api.virSaveLastError();
    if (error == null) {
      return new LibvirtException(about, 0, 0, 2, 0, "libvirt failed and did not say why");
    }
    try {
      Pointer text = error.getPointer(8);
      return new LibvirtException(
          about,
          error.getInt(0),
          error.getInt(4),
          error.getInt(16),
          error.getInt(64),
          text == null ? "libvirt gave no message" : oneLine(text.getString(0, "UTF-8")));
    } finally {
      api.virFreeError(error);
    }
  }

  /** The XML validator's and QEMU's words, which libvirt passes on, have several lines. */
  private static String oneLine(String text) {
    return text.strip().replaceAll("\\R\\s*", "; ");
  }

  /** Keeps the native connection until {@link #leave}, even if it is closed meanwhile. */
  synchronized ConnectionPointer enter() {
    if (closed) {
      throw closedFailure();
    }
    users++;
    return pointer;
  }

  ConflictException closedFailure() {
    return new ConflictException(subject, "it has been closed", "Connect again");
  }

  void leave() {
    boolean last;
    synchronized (this) {
      users--;
      last = closed && users == 0;
    }
    if (last) {
      free();
    }
  }

  @Override
  public void close() {
    boolean unused;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      unused = users == 0;
    }
    if (unused) {
      free();
    }
  }

  private void free() {
    int references = release();
    if (references != 0) {
      LOG.log(Level.WARNING, "{0}: libvirt still counts {1} users of it", subject, references);
    }
  }

  /** {@code virConnectClose}; gives how many references to the connection libvirt still has. */
  int release() {
    EventLoop.settle(api);
    return PlatformThreads.call(() -> api.virConnectClose(pointer));
  }
}
