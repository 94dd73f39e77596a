package io.kvmsdk.internal.driver;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * One call, or few, that make a change, and how to take it back.
 *
 * @param what what remains if it cannot be taken back
 * @param action is given the time that is left
 */
record Step(String what, Consumer<Duration> action, Runnable undo) {
  static Step of(String what, Runnable action, Runnable undo) {
    return new Step(what, left -> action.run(), undo);
  }
}
