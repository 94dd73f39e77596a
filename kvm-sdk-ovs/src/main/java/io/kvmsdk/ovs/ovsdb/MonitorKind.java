package io.kvmsdk.ovs.ovsdb;

/** Changes that a listener may want to be told (RFC 7047, 4.1.5, {@code <monitor-select>}). */
public enum MonitorKind {
  /** The rows that are there when it begins to listen, as {@link RowChange.Inserted}. */
  INITIAL,
  /** {@link RowChange.Inserted}. */
  INSERT,
  /** {@link RowChange.Deleted}. */
  DELETE,
  /** {@link RowChange.Modified}. */
  MODIFY;

  static MonitorKind of(RowChange change) {
    if (change instanceof RowChange.Inserted) {
      return INSERT;
    }
    return change instanceof RowChange.Deleted ? DELETE : MODIFY;
  }
}
