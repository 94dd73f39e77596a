package io.kvmsdk.internal.driver;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** How to take back what was done so far. Several threads may write into it. */
public final class UndoLog {
  private static final System.Logger LOG = System.getLogger(UndoLog.class.getName());

  private final Deque<Entry> entries = new ConcurrentLinkedDeque<>();

  private record Entry(String what, Runnable undo) {
    void run() {
      try {
        undo.run();
        LOG.log(System.Logger.Level.DEBUG, "undone: {0}", what);
      } catch (RuntimeException e) {
        throw new KvmException(
            Subject.NONE, "could not undo, so it remains: " + what, "Remove it by hand", e);
      }
    }
  }

  /**
   * Remembers, right after something was done, how to take it back.
   *
   * @param what what remains if that cannot be
   */
  public void add(String what, Runnable undo) {
    entries.push(new Entry(what, undo));
  }

  /** Takes back all that was done, last first; what cannot be is told in {@code failure}. */
  public void undo(Throwable failure) {
    while (!entries.isEmpty()) {
      Aftermath.of(failure, entries.pop()::run);
    }
  }
}
