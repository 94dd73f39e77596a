package io.kvmsdk.ovs.ovsdb;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What came of a {@link Transaction}: a result for each operation, in their order. */
public record Committed(List<OperationResult> results) {
  public Committed {
    results = List.copyOf(results);
  }

  /**
   * The UUID of a row that the transaction inserted.
   *
   * @throws IllegalArgumentException for what is of another transaction
   */
  public UUID uuid(Atom.Named row) {
    return results.stream()
        .filter(
            result ->
                result.operation() instanceof Operation.Insert insert
                    && insert.name().equals(Optional.of(row.name())))
        .findFirst()
        .flatMap(OperationResult::uuid)
        .orElseThrow(() -> new IllegalArgumentException(row + " is not of this transaction"));
  }
}
