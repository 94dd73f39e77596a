package io.kvmsdk.ovs;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;

/** A change is not there any more: it was taken back, by the host or by this process. */
public class ChangeRevertedException extends ConflictException {
  private static final long serialVersionUID = 1L;

  public ChangeRevertedException(Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }
}
