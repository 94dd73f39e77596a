package io.kvmsdk.ovs.ovsdb;

/** Where a client stands with a lock (RFC 7047, 4.1.8). */
public enum LockState {
  /** It has the lock. */
  HELD,
  /** Another client has the lock; this one is asked for it, and gets it in its turn. */
  WAITING,
  /** Another client has taken the lock away from this one, which is to stop what it guards. */
  STOLEN,
  /** The connection is lost, and the lock with it; it is asked for again on the next one. */
  DISCONNECTED,
  /** The lock, or the client, was closed. */
  CLOSED
}
