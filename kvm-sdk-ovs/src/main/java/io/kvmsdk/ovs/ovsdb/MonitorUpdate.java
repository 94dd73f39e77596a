package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.event.GapCause;
import java.util.List;
import java.util.Optional;

/**
 * From one state of a replica to another. There may have been others in between: a server merges
 * what a client is slow to read, and a {@link Replica} what a listener is slow to hear. Never is
 * one of them half of a transaction.
 *
 * @param initial whether it is a listener's first one, which tells of all rows that there are
 * @param gap why more than usual may have happened in between, as a row deleted and made again; the
 *     changes lead over the gap, so that nothing needs to be read anew
 * @param changes no two are of the same row; their order means nothing
 * @param tables the state it leads to
 */
public record MonitorUpdate(
    boolean initial, Optional<GapCause> gap, List<RowChange> changes, TableSnapshot tables) {
  public MonitorUpdate {
    changes = List.copyOf(changes);
  }
}
