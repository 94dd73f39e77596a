package io.kvmsdk.ovs.ovsdb;

/** What became of one row, as records; of a {@link RowChange} what the record can show. */
public sealed interface ViewChange<T extends Record> {
  /** It is new, or has begun to meet the monitor's conditions. */
  record Inserted<T extends Record>(T row) implements ViewChange<T> {}

  /** Some of the record's components have another value. */
  record Modified<T extends Record>(T before, T after) implements ViewChange<T> {}

  /**
   * It is gone, or no longer meets the monitor's conditions.
   *
   * @param row as it was last
   */
  record Deleted<T extends Record>(T row) implements ViewChange<T> {}
}
