package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import java.util.List;
import java.util.function.BiFunction;

/** A command cannot be done; says so in ovs-vsctl's words. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient BiFunction<Subject, String, KvmException> kind;

  private Refusal(BiFunction<Subject, String, KvmException> kind, String problem) {
    super(problem, null, false, false);
    this.kind = kind;
  }

  /** What is asked for cannot be, whatever the database holds. */
  static Refusal invalid(String problem) {
    return new Refusal((s, p) -> new InvalidSpecException(s, List.of(p)), problem);
  }

  static Refusal missing(String problem) {
    return new Refusal((s, p) -> new NotFoundException(s, p, ""), problem);
  }

  static Refusal exists(String problem) {
    return new Refusal((s, p) -> new AlreadyExistsException(s, p, ""), problem);
  }

  /** What is waited for is not so yet. */
  static Refusal notYet(String problem) {
    return new Refusal(NotYetException::new, problem);
  }

  static Refusal conflict(String problem) {
    return new Refusal((s, p) -> new ConflictException(s, p, ""), problem);
  }

  KvmException of(Command command) {
    Subject subject = new Subject("ovs-vsctl command", "line " + command.line() + ": " + command);
    return kind.apply(subject, getMessage());
  }
}
