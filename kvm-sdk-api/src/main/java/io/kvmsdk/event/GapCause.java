package io.kvmsdk.event;

/**
 * Why events may be missing. What happened before a gap may not have been told; what happens after
 * it is told again, so who keeps a picture of the host should now look at all of it anew.
 */
public enum GapCause {
  /** The connection was lost, and has been made again by itself. */
  RECONNECTED,
  /** The listener was so far behind that what came next was thrown away. */
  OVERFLOW
}
