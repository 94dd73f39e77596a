package io.kvmsdk.internal.driver;

import java.util.function.Supplier;

/**
 * What is done after a failure. An interrupt asked for the work to end, not for what it made to be
 * left behind, and so is put off.
 */
final class Aftermath {
  private Aftermath() {}

  /** Does {@code step}; if that fails, too, {@code failure} tells of it. */
  static void of(Throwable failure, Runnable step) {
    uninterrupted(
        () -> {
          try {
            step.run();
          } catch (RuntimeException e) {
            failure.addSuppressed(e);
          }
          return null;
        });
  }

  /** Does {@code step}, and {@code undo} if that fails. */
  static void orUndo(Runnable step, Runnable undo) {
    orUndo(
        () -> {
          step.run();
          return null;
        },
        undo);
  }

  /** As {@link #orUndo(Runnable, Runnable)}, for a step with a result. */
  static <T> T orUndo(Supplier<T> step, Runnable undo) {
    try {
      return step.get();
    } catch (RuntimeException | Error e) {
      of(e, undo);
      throw e;
    }
  }

  /** As if nobody had interrupted this thread so far. */
  static <T> T uninterrupted(Supplier<T> step) {
    boolean interrupted = Thread.interrupted();
    try {
      return step.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
