package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConnectionLostException;
import java.time.Duration;
import java.util.function.Consumer;

/** Where a session gets its connections from. */
interface Source extends AutoCloseable {
  /**
   * Gets one that answers.
   *
   * @param use takes a connection, or throws if it will not do
   */
  void connect(JsonRpcConnection.Listener listener, Consumer<JsonRpcConnection> use);

  /** What is said where that takes too long, and nothing is known to have failed. */
  ConnectionLostException noAnswer(Duration within);

  /** Whether it is the server who decides when to connect again. */
  default boolean isCalled() {
    return false;
  }

  /** Lets go of who waits in {@link #connect}. */
  @Override
  default void close() {}
}
