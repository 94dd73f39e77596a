package io.kvmsdk.testkit.contract;

import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import java.util.ArrayList;
import java.util.List;

/** What a progress listener is told. */
public class Told implements ProgressListener {
  final List<String> events = new ArrayList<>();
  Progress last;

  Told() {}

  /** One that does {@code action} at the first news of what is under way. */
  public static ProgressListener onceUnderWay(Runnable action) {
    return new ProgressListener() {
      private boolean done;

      @Override
      public void advanced(Progress progress) {
        if (!done) {
          done = true;
          action.run();
        }
      }
    };
  }

  /** One that interrupts whoever begins with something. */
  static ProgressListener interrupting() {
    return interruptingAt("");
  }

  /** One that interrupts whoever begins with what holds {@code task} in its name. */
  static ProgressListener interruptingAt(String task) {
    return new ProgressListener() {
      @Override
      public void started(Progress progress) {
        if (progress.task().contains(task)) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  @Override
  public final void started(Progress progress) {
    events.add("started");
  }

  @Override
  public void advanced(Progress progress) {
    last = progress;
  }

  @Override
  public final void finished(Progress progress) {
    events.add("finished");
  }

  @Override
  public final void failed(Progress progress, Throwable cause) {
    events.add("failed");
  }
}
