package io.kvmsdk;

import java.time.Duration;

/**
 * The passing of time for what waits on a hypervisor: the real clock for a real one, a scripted one
 * for a fake. Nothing in this library sleeps in any other way.
 */
public interface Pacer {
  /** Time since some fixed moment; it never goes back. */
  Duration elapsed();

  /**
   * Waits until something may have changed on the hypervisor, but no longer than {@code atMost}.
   *
   * @throws InterruptedException if the thread was interrupted before or while it waited
   */
  void pause(Duration atMost) throws InterruptedException;
}
