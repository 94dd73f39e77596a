package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The server refused a transaction, so nothing of it was done (RFC 7047, 4.1.3). The message names
 * the operation but not its values, which may be secret.
 */
public final class TransactionException extends OvsdbException {
  private static final long serialVersionUID = 1L;

  /** -1 where all operations were well, and their outcome together was not. */
  private final int index;

  private final transient Operation operation;
  private final String details;

  TransactionException(
      Subject subject, String error, String details, int index, Operation operation) {
    super(
        subject,
        error,
        error
            + (details.isEmpty() ? "" : ": " + details)
            + (operation == null
                ? " (at the commit)"
                : " (operation " + (index + 1) + ", " + operation.summary() + ")"),
        null);
    this.index = index;
    this.operation = operation;
    this.details = details;
  }

  /**
   * The operation that failed; nothing where all were well and the commit failed, as it does where
   * an index or a reference is violated. It does not survive serialization.
   */
  public Optional<Operation> operation() {
    return Optional.ofNullable(operation);
  }

  /** Where {@link #operation} stands in its transaction, from 0. */
  public OptionalInt index() {
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** A wait that may not take any time is a guard. */
  @Override
  KvmException timedOut() {
    return operation instanceof Operation.Wait wait
            && wait.timeout().filter(Duration::isZero).isPresent()
        ? new ConflictException(
            subject(), problem(), "Somebody else changed it: read it again", this)
        : super.timedOut();
  }

  /** The server's own words, meant for people; often empty. */
  public String details() {
    return details;
  }
}
