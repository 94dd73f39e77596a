package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import java.util.List;

/** The server answered with an error, or broke the protocol. */
public class OvsdbException extends KvmException {
  /** The {@link #error()} of a server that does not speak RFC 7047. */
  public static final String PROTOCOL_VIOLATION = "protocol violation";

  private static final long serialVersionUID = 1L;

  private final String error;

  public OvsdbException(Subject subject, String error, String problem, Throwable cause) {
    super(subject, problem, OvsdbError.of(error).remedy(), cause);
    this.error = error;
  }

  static OvsdbException violation(Subject subject, String problem, Throwable cause) {
    return new OvsdbException(subject, PROTOCOL_VIOLATION, problem, cause);
  }

  /**
   * The short string of RFC 7047, 3.1 ({@code <error>}), as {@code "unknown database"}, or {@link
   * #PROTOCOL_VIOLATION}.
   */
  public final String error() {
    return error;
  }

  /** {@link #error()} as a constant. */
  public final OvsdbError kind() {
    return OvsdbError.of(error);
  }

  /** Whether a wait may end otherwise the next time, or the server has room again. */
  @Override
  public boolean retryable() {
    return kind() == OvsdbError.TIMED_OUT || kind() == OvsdbError.RESOURCES_EXHAUSTED;
  }

  /**
   * The same in the words of the SDK's family, where one of its types says it: {@link
   * NotFoundException}, {@link AlreadyExistsException}, {@link ConflictException}, {@link
   * InvalidSpecException}, {@link TimedOutException}, … Its cause is this exception. For whoever
   * offers more than the protocol, as switches with ports.
   */
  public final KvmException inFamily() {
    String remedy = remedy().orElse("");
    return switch (kind()) {
      case UNKNOWN_DATABASE -> new NotFoundException(subject(), problem(), remedy, this);
      case DUPLICATE_UUID -> new AlreadyExistsException(subject(), problem(), remedy, this);
      case REFERENTIAL_INTEGRITY_VIOLATION, NOT_OWNER ->
          new ConflictException(subject(), problem(), remedy, this);
      case CONSTRAINT_VIOLATION -> constraint();
      case SYNTAX_ERROR,
          UNKNOWN_TABLE,
          UNKNOWN_COLUMN,
          UNKNOWN_FUNCTION,
          UNKNOWN_MUTATOR,
          DUPLICATE_UUID_NAME,
          DOMAIN_ERROR,
          RANGE_ERROR ->
          new InvalidSpecException(subject(), List.of(problem()), remedy, this);
      case TIMED_OUT -> timedOut();
      case CANCELED -> new CancelledException(subject(), problem(), remedy, this);
      case PERMISSION_ERROR, NOT_ALLOWED ->
          new PermissionDeniedException(subject(), problem(), remedy, this);
      case UNKNOWN_METHOD, NOT_SUPPORTED ->
          new UnsupportedException(subject(), problem(), remedy, this);
      default -> this;
    };
  }

  KvmException timedOut() {
    return new TimedOutException(subject(), problem(), remedy().orElse(""), this);
  }

  /** One string for three things, which only ovsdb-server's own words tell apart. */
  private KvmException constraint() {
    if (problem().contains("identical values")) { // of an index
      return new AlreadyExistsException(
          subject(), problem(), "Choose another name, or remove it first", this);
    }
    return problem().contains("schema-defined limit") // of rows
        ? new ConflictException(subject(), problem(), "", this)
        : new InvalidSpecException(subject(), List.of(problem()), this);
  }
}
