package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.event.GapCause;
import io.kvmsdk.event.Registration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells one listener, on a thread of its own. It keeps no more than the state last told and the
 * latest one, however slow the listener is: what differs between them is told next.
 */
final class Teller implements Registration {
  private static final System.Logger LOG = System.getLogger(Teller.class.getName());

  private final ReentrantLock lock = new ReentrantLock();
  private final java.util.concurrent.locks.Condition changed = lock.newCondition();
  private final MonitorListener listener;
  private final Set<MonitorKind> kinds;
  private final Consumer<Teller> onClose;
  private TableSnapshot told;
  private TableSnapshot latest;
  private boolean initial = true;
  private boolean due = true;
  private boolean gap;
  private KvmException end;
  private boolean closed;

  Teller(MonitorListener listener, Set<MonitorKind> kinds, Consumer<Teller> onClose) {
    this.listener = listener;
    this.kinds = kinds;
    this.onClose = onClose;
  }

  void start(String name, TableSnapshot now) {
    told = kinds.contains(MonitorKind.INITIAL) ? new TableSnapshot(Map.of()) : now;
    latest = now;
    Thread thread = new Thread(this::tellAll, name);
    thread.setDaemon(true);
    thread.start();
  }

  void tell(TableSnapshot now, boolean overGap) {
    lock.lock();
    try {
      latest = now;
      due = true;
      gap |= overGap;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void end(KvmException why) {
    lock.lock();
    try {
      end = why;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void tellAll() {
    for (Runnable next = next(); next != null; next = next()) {
      try {
        next.run();
      } catch (RuntimeException e) { // must not end what comes next
        LOG.log(System.Logger.Level.WARNING, "a listener to an OVSDB replica failed", e);
      }
    }
  }

  private Runnable next() {
    lock.lock();
    try {
      while (!closed && !due && end == null) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        return null;
      }
      if (!due) {
        closed = true;
        KvmException why = end;
        return () -> listener.ended(why);
      }
      Runnable update = update(told, latest, initial, gap);
      told = latest;
      initial = false;
      due = false;
      gap = false;
      return update;
    } finally {
      lock.unlock();
    }
  }

  private Runnable update(TableSnapshot from, TableSnapshot to, boolean first, boolean overGap) {
    return () -> {
      List<RowChange> changes =
          RowChange.between(from, to).stream()
              .filter(change -> first || kinds.contains(MonitorKind.of(change)))
              .toList();
      if (first || overGap || !changes.isEmpty()) {
        listener.changed(
            new MonitorUpdate(
                first,
                overGap ? Optional.of(GapCause.RECONNECTED) : Optional.empty(),
                changes,
                to));
      }
    };
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
  }
}
