package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.KvmException;
import java.util.List;

/** Is told what changes in a {@link ReplicaView}, as a {@link MonitorListener} is. */
@FunctionalInterface
public interface ViewListener<T extends Record> {
  /**
   * From one state to another; never half of a transaction.
   *
   * @param changes no two are of the same row; their order means nothing
   */
  void changed(List<ViewChange<T>> changes);

  /**
   * Nothing more will come: the replica has ended, or the schema was changed, and the record no
   * longer fits.
   */
  default void ended(KvmException why) {}
}
