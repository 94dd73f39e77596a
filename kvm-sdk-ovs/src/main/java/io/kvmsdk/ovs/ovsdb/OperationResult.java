package io.kvmsdk.ovs.ovsdb;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What came of one operation (RFC 7047, 5.2).
 *
 * @param uuid of the row that an insert made
 * @param count of the rows that an update, mutate or delete was about
 * @param rows that a select found, with all columns asked for
 */
public record OperationResult(
    Operation operation, Optional<UUID> uuid, OptionalLong count, List<Row> rows) {
  public OperationResult {
    rows = List.copyOf(rows);
  }
}
