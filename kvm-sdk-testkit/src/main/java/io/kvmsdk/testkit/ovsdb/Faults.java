package io.kvmsdk.testkit.ovsdb;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is to go wrong, by the method of the request. */
final class Faults {
  private static final class Armed {
    private final OvsdbFault fault;
    private int seen;

    private Armed(OvsdbFault fault) {
      this.fault = fault;
    }
  }

  private final Map<String, Armed> armed = new HashMap<>();

  void arm(String method, OvsdbFault fault) {
    armed.put(method, new Armed(fault));
  }

  void clear() {
    armed.clear();
  }

  /** What strikes this call. */
  Optional<OvsdbFault> strike(String method) {
    Armed a = armed.get(method);
    return a != null && a.fault.strikes(++a.seen) ? Optional.of(a.fault) : Optional.empty();
  }
}
