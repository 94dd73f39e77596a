package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.KvmException;

/**
 * Who needs more of a connection than replies: monitors and locks. While there is one, a session
 * that loses its connection makes another without being asked.
 *
 * <p>The order of calls is always {@code connected}, any number of {@code notified}, {@code lost},
 * {@code connected}, …; they never run at the same time, neither one follower's nor those of two
 * followers of a session, so that a follower needs no lock against itself. They run on threads of
 * the session (but for the first {@code connected}, which runs in {@link OvsdbSession#follow}), and
 * may call the server: replies, and answers to its probes, do not pass through these threads.
 *
 * <p>They must return soon, for they hold up each other. Applications' listeners belong on threads
 * of their own: when more than {@link Notifications#MOST_QUEUED} bytes wait to be delivered, the
 * connection is given up.
 */
interface Follower {
  /**
   * There is a new connection, which nobody else has used yet: the place to monitor and to lock.
   * Notifications that come meanwhile wait until this returns, so what is done with the reply to
   * {@code monitor} comes before its first update.
   *
   * @throws KvmException to have the connection given up, and another one tried
   */
  void connected(JsonRpcConnection connection);

  /** The server said something unasked; in the order in which it came, everybody's. */
  default void notified(JsonRpcConnection connection, Notification notification) {}

  /** Whether a lost connection is to be made again for the sake of this one alone. */
  default boolean needsConnection() {
    return true;
  }

  /** The connection has ended; what of its notifications was not delivered yet never will be. */
  default void lost(JsonRpcConnection connection, KvmException why) {}

  /** The client was closed; may come at any time, and on any thread. */
  default void closed() {}
}
