package io.kvmsdk.ovs;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A change of all hosts of a mesh that is there, and that each host takes back by itself unless it
 * is confirmed in time. Closing it without having confirmed it takes it back at once.
 */
public final class PendingMesh implements AutoCloseable {
  private final String mesh;
  private final MeshHosts hosts;
  private boolean over;

  private PendingMesh(String mesh, MeshHosts hosts) {
    this.mesh = mesh;
    this.hosts = hosts;
  }

  static PendingMesh of(
      String mesh,
      MeshHosts hosts,
      Duration window,
      BiFunction<MeshHost, OvsdbDatabase, ConfirmedChange> confirmed) {
    Consumer<PendingChange> back = PendingChange::forget;
    try {
      hosts.report().orThrow("Nothing was changed; see to it that every host can be reached");
      hosts.arm(window, confirmed);
      hosts.report().orThrow("Nothing was changed; see to it that every host can be prepared");
      back = PendingChange::close;
      hosts.commitArmed();
      hosts.report().orThrow("The other hosts are as they were");
      return new PendingMesh(mesh, hosts);
    } catch (RuntimeException | Error e) {
      hosts.pending().parallelStream().forEach(back);
      hosts.close();
      throw e;
    }
  }

  /** What was changed on each host. */
  public MeshReport report() {
    return hosts.report();
  }

  /** How long it can be confirmed yet; zero if a host has taken it back, or does so now. */
  public Duration left() {
    return hosts.pending().stream()
        .map(PendingChange::left)
        .min(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /**
   * Confirms it once all is well; if it does not become so, takes it back at once.
   *
   * @param check looks from where it matters; asked until it holds, or two thirds of the window are
   *     over
   * @throws ChangeRevertedException if {@code check} never held, or as {@link #confirm}
   */
  public synchronized void confirmOnce(Reachability check) {
    if (!over) {
      PendingChange.verify(subject(), left(), check, this::close);
      confirm();
    }
  }

  /**
   * Keeps the change on all hosts, or on none: first each host is asked whether it has not taken it
   * back, then all confirm side by side; should one of them fail, the others are changed back. Only
   * if this process or its links die between two hosts' confirmations, some milliseconds, is it
   * kept on some: {@link TunnelMesh#plan} tells, and {@link TunnelMesh#apply} mends that. Doing it
   * again does nothing.
   *
   * @throws ChangeRevertedException if a host has taken it back, or cannot be reached; it is taken
   *     back on the others, too
   */
  public synchronized void confirm() {
    if (over) {
      return;
    }
    List<PendingChange> kept = new ArrayList<>();
    hosts.eachPending(PendingChange::check);
    if (hosts.report().failures().isEmpty()) {
      hosts.eachPending(
          change -> {
            change.confirm();
            synchronized (kept) {
              kept.add(change);
            }
          });
    }
    if (!hosts.report().failures().isEmpty()) {
      throw takenBack(kept);
    }
    over = true;
    hosts.close();
  }

  private ChangeRevertedException takenBack(List<PendingChange> kept) {
    ChangeRevertedException failure =
        new ChangeRevertedException(
            subject(), "not every host can keep it, so none does", "Look at them again", cause());
    kept.forEach(change -> change.takeBackConfirmed(failure));
    close();
    return failure;
  }

  private KvmException cause() {
    try {
      hosts.report().orThrow("");
      throw new IllegalStateException("no host of mesh " + mesh + " failed");
    } catch (KvmException e) {
      return e;
    }
  }

  private Subject subject() {
    return Subject.of("mesh", mesh);
  }

  /** Takes the change back, unless it is confirmed; hosts out of reach do so by themselves. */
  @Override
  public synchronized void close() {
    if (!over) {
      over = true;
      hosts.pending().parallelStream().forEach(PendingChange::close);
      hosts.close();
    }
  }

  @Override
  public String toString() {
    return "PendingMesh[" + mesh + (over ? "" : ", " + left() + " left") + "]";
  }
}
