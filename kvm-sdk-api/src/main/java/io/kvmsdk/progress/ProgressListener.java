package io.kvmsdk.progress;

/**
 * Is told how a long job goes on. Every {@link #started} is followed by exactly one {@link
 * #finished} or {@link #failed}. Calls come on the thread that does the work, so they must be
 * quick; what a listener throws is logged and dropped: it never changes the job.
 */
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE = new ProgressListener() {};

  default void started(Progress progress) {}

  default void advanced(Progress progress) {}

  default void finished(Progress progress) {}

  default void failed(Progress progress, Throwable cause) {}
}
