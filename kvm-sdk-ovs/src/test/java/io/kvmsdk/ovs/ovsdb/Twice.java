package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConnectionLostException;
import java.util.function.Supplier;

/** Calls to a server that has just come back. */
final class Twice {
  private Twice() {}

  /** Once more where the first call met the connection that has ended: the next meets another. */
  static <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (ConnectionLostException noticed) {
      return call.get();
    }
  }
}
