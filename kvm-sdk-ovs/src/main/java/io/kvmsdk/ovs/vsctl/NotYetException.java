package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;

/** A {@code wait-until} waits for what is not so yet. */
public final class NotYetException extends ConflictException {
  private static final long serialVersionUID = 1L;

  NotYetException(Subject subject, String problem) {
    super(subject, problem, "Run the script, which waits for it");
  }
}
