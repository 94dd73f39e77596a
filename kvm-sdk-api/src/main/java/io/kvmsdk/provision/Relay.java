package io.kvmsdk.provision;

import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;

/** Counts what a job inside a job has done as done by the outer one. */
final class Relay implements ProgressListener {
  private final Job outer;
  private long told;

  Relay(Job outer) {
    this.outer = outer;
  }

  @Override
  public void started(Progress progress) {
    told = 0;
  }

  @Override
  public void advanced(Progress progress) {
    outer.advance(progress.done() - told);
    told = progress.done();
  }
}
