package io.kvmsdk.error;

import java.util.List;

/** A specification is wrong; {@link #problems()} lists everything wrong with it at once. */
public class InvalidSpecException extends KvmException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /**
   * @param problems one sentence each, without a full stop: what is wrong and what is allowed
   */
  public InvalidSpecException(Subject subject, List<String> problems) {
    this(subject, problems, null);
  }

  /** For what somebody else, as libvirt, found wrong. */
  public InvalidSpecException(Subject subject, List<String> problems, Throwable cause) {
    this(subject, problems, "", cause);
  }

  /** For what somebody else found wrong, where it is known how to put it right. */
  public InvalidSpecException(
      Subject subject, List<String> problems, String remedy, Throwable cause) {
    super(subject, String.join("; ", problems), remedy, cause);
    this.problems = List.copyOf(problems);
  }

  /** For generated builders, which find attributes that were never set. */
  public InvalidSpecException(String problem) {
    this(Subject.NONE, List.of(problem));
  }

  public static InvalidSpecException of(Subject subject, String problem) {
    return new InvalidSpecException(subject, List.of(problem));
  }

  public final List<String> problems() {
    return problems;
  }
}
