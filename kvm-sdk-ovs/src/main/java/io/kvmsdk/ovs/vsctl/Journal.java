package io.kvmsdk.ovs.vsctl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How to take back what the current call of ovs-vsctl has done to single rows. */
final class Journal {
  private final Map<ModelRow, Deque<Runnable>> ways = new HashMap<>();

  void note(ModelRow row, Runnable back) {
    ways.computeIfAbsent(row, r -> new ArrayDeque<>()).push(back);
  }

  void revert(ModelRow row) {
    Deque<Runnable> way = ways.remove(row);
    if (way != null) {
      way.forEach(Runnable::run);
    }
  }

  /** The call is over: what it did stays. */
  void clear() {
    ways.clear();
  }
}
