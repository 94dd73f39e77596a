package io.kvmsdk.ovs;

import io.kvmsdk.change.Change;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** All hosts of a mesh at once: connected, then planned for, then changed, each side by side. */
final class MeshHosts implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /** What is known of a host by now. */
  private static final class State {
    private final MeshHost host;
    private OpenVSwitch ovs;
    private SwitchUpdate update;
    private ConfirmedChange.Armed armed;
    private List<Change> changes = List.of();
    private KvmException failure;
    private long started;
    private long ended;

    State(MeshHost host) {
      this.host = host;
    }

    MeshReport.Host report() {
      return new MeshReport.Host(host, changes, Optional.ofNullable(failure));
    }
  }

  private final String mesh;
  private final List<State> states;
  private final ExecutorService threads;

  MeshHosts(String mesh, List<MeshHost> hosts) {
    this.mesh = mesh;
    this.states = hosts.stream().map(State::new).toList();
    this.threads =
        Executors.newFixedThreadPool(
            Math.min(hosts.size(), 32),
            work -> {
              Thread thread = new Thread(work, "kvmsdk-mesh " + mesh);
              thread.setDaemon(true);
              return thread;
            });
  }

  void plan(
      Function<MeshHost, OpenVSwitch> connect,
      Function<MeshHost, BiConsumer<SwitchState, Draft>> planner) {
    each(
        state -> {
          state.ovs = connect.apply(state.host);
          state.update = state.ovs.update(planner.apply(state.host));
          state.changes = state.update.changes();
        });
  }

  /** Changes those hosts that were planned for. */
  void apply() {
    each(
        state -> {
          state.started = System.nanoTime();
          try {
            state.changes = state.update.apply(ProgressListener.NONE, DEADLINE, false);
          } finally {
            state.ended = System.nanoTime();
          }
        });
  }

  /** Puts the way back on those hosts that are to be changed, and changes nothing yet. */
  void arm(Duration window, BiFunction<MeshHost, OvsdbDatabase, ConfirmedChange> confirmed) {
    each(
        state -> {
          if (!state.update.empty()) {
            ConfirmedChange changes = confirmed.apply(state.host, state.ovs.database());
            state.armed = changes.arm(state.update, window);
          }
        });
  }

  /** Changes those hosts that were armed. */
  void commitArmed() {
    eachArmed(
        state -> {
          state.started = System.nanoTime();
          try {
            state.armed.commit();
          } finally {
            state.ended = System.nanoTime();
          }
        });
  }

  /** Does something to the changes that are armed, side by side, where nothing failed before. */
  void eachPending(Consumer<PendingChange> work) {
    eachArmed(state -> work.accept(state.armed.pending()));
  }

  private void eachArmed(Consumer<State> work) {
    each(
        state -> {
          if (state.armed != null) {
            work.accept(state);
          }
        });
  }

  /** The changes that are armed, also where something failed since. */
  List<PendingChange> pending() {
    return states.stream()
        .filter(state -> state.armed != null)
        .map(state -> state.armed.pending())
        .toList();
  }

  private void each(Consumer<State> work) {
    List<Future<?>> running = new ArrayList<>();
    for (State state : states) {
      if (state.failure == null) {
        running.add(threads.submit(() -> attempt(state, work)));
      }
    }
    for (Future<?> future : running) {
      await(future);
    }
  }

  private static void attempt(State state, Consumer<State> work) {
    try {
      work.accept(state);
    } catch (KvmException e) {
      state.failure = e;
      state.changes = List.of();
    }
  }

  private void await(Future<?> future) {
    try {
      future.get();
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
      throw new CancelledException(
          Subject.of("mesh", mesh),
          "it was interrupted, with some hosts changed",
          "Apply it again",
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a host of mesh " + mesh + " failed", e.getCause());
    }
  }

  MeshReport report() {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (State state : states) {
      if (state.ended != 0 && !state.changes.isEmpty()) {
        first = first == Long.MAX_VALUE || state.started - first < 0 ? state.started : first;
        last = last == Long.MIN_VALUE || state.ended - last > 0 ? state.ended : last;
      }
    }
    return new MeshReport(
        mesh,
        states.stream().map(State::report).toList(),
        first == Long.MAX_VALUE ? Duration.ZERO : Duration.ofNanos(last - first));
  }

  @Override
  public void close() {
    threads.shutdown();
    for (State state : states) {
      if (state.ovs != null) {
        state.ovs.close();
      }
    }
  }
}
