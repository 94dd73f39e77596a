package io.kvmsdk.internal.driver;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import java.util.List;

/** The types that an adapter's error can have in the SDK's family. */
public enum FailureType {
  NOT_FOUND(NotFoundException::new),
  EXISTS(AlreadyExistsException::new),
  CONFLICT(ConflictException::new),
  DENIED(PermissionDeniedException::new),
  UNSUPPORTED(UnsupportedException::new),
  INVALID((s, problem, remedy, e) -> new InvalidSpecException(s, List.of(problem), remedy, e)),
  NO_ROOM(NoSpaceException::new),
  CANCELLED(CancelledException::new),
  TIMED_OUT(TimedOutException::new),
  LOST(ConnectionLostException::new);

  /** A constructor of the family. */
  @FunctionalInterface
  private interface Maker {
    KvmException make(Subject subject, String problem, String remedy, Throwable cause);
  }

  private final Maker maker;

  FailureType(Maker maker) {
    this.maker = maker;
  }

  public KvmException exception(Subject subject, String problem, String remedy, Throwable cause) {
    return maker.make(subject, problem, remedy, cause);
  }
}
