package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.KvmException;

/**
 * Is told what changes in a {@link Replica}, on a thread of its own: it may be slow, block, and ask
 * the server. What it throws is logged, and ends nothing.
 */
@FunctionalInterface
public interface MonitorListener {
  void changed(MonitorUpdate update);

  /**
   * Nothing more will come, for example since the database's new schema lacks a column that was
   * asked for. A connection that is lost is no end: it is made again.
   */
  default void ended(KvmException why) {}
}
