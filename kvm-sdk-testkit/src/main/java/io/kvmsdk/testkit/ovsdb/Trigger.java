package io.kvmsdk.testkit.ovsdb;

import java.util.List;

/**
 * A {@code transact} under way; one with a {@code wait} may stay so.
 *
 * @param session who waits; null for the switch and for tests
 * @param since {@link System#nanoTime()} when it came
 * @param answer what to do with the results
 */
record Trigger(
    Session session, Object id, String database, List<?> operations, long since, Answer answer) {
  /** Takes the results of a transaction. */
  @FunctionalInterface
  interface Answer {
    void give(List<Object> results);
  }

  long elapsed() {
    return (System.nanoTime() - since) / 1_000_000;
  }
}
