package io.kvmsdk.internal.driver;

import io.kvmsdk.progress.Job;

/**
 * Tells how far a job of libvirt's is. That counts in a unit of its own, and its total may grow;
 * the listener's total is told once.
 */
final class JobCounter {
  private final Job job;
  private final long total;
  private long told;

  JobCounter(Job job, long total) {
    this.job = job;
    this.total = total;
  }

  /** As libvirt has it; it says nothing before it knows how much there is. */
  void reached(long done, long all) {
    if (all > 0) {
      reached((long) ((double) done / all * total));
    }
  }

  void reached(long at) {
    if (at > told && at <= total) {
      job.advance(at - told);
      told = at;
    }
  }
}
