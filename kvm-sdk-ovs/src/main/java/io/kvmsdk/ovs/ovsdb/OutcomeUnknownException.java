package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;

/**
 * A transaction was sent, and no answer came: the server may have done it, may do it yet (a cluster
 * that regains its quorum does), or never will.
 *
 * <p>It is not {@link #retryable()}: doing the same again may do it twice. {@link
 * OvsdbDatabase#ensure} may be called again.
 */
public class OutcomeUnknownException extends KvmException {
  /** What to do about it, unless more is known. */
  public static final String REMEDY =
      "Look at the database before doing it again; inserts with UUIDs of the caller's choice cannot"
          + " be done twice";

  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(Subject subject, String problem, Throwable cause) {
    this(subject, problem, REMEDY, cause);
  }

  public OutcomeUnknownException(Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }
}
