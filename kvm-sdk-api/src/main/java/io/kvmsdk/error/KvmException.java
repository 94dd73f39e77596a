package io.kvmsdk.error;

import java.util.Objects;
import java.util.Optional;

/**
 * The root of everything that this SDK throws on purpose.
 *
 * <p>The message says what failed and why; {@link #subject()} names the object, {@link #remedy()}
 * what to do about it, and {@link #retryable()} whether the same call may succeed later with
 * nothing changed. {@link #getMessage()} holds all of it, so that a bare stack trace is enough.
 */
public class KvmException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final Subject subject;
  private final String remedy;
  private Subject obstacle = Subject.NONE;

  public KvmException(Subject subject, String problem, String remedy) {
    this(subject, problem, remedy, null);
  }

  /**
   * @param subject the object concerned, {@link Subject#NONE} if there is none
   * @param problem one sentence without a full stop: what failed and why
   * @param remedy what the reader can do, or an empty string when nothing sensible can be said
   */
  public KvmException(Subject subject, String problem, String remedy, Throwable cause) {
    super(null, cause);
    this.subject = Objects.requireNonNull(subject);
    this.problem = Objects.requireNonNull(problem);
    this.remedy = Objects.requireNonNull(remedy);
  }

  @Override
  public String getMessage() {
    String text = subject.equals(Subject.NONE) ? problem : subject + ": " + problem;
    return remedy.isEmpty() ? text : text + ". " + remedy;
  }

  /** What failed and why, without the object's name and the remedy. */
  public final String problem() {
    return problem;
  }

  /** The object that the failed operation was about. */
  public final Subject subject() {
    return subject;
  }

  /**
   * What stood in the way, where that is another thing than the {@link #subject}: a file, a
   * network, a port, …
   */
  public final Optional<Subject> obstacle() {
    return obstacle.equals(Subject.NONE) ? Optional.empty() : Optional.of(obstacle);
  }

  /** Says what stood in the way; for whoever makes the exception, before it is thrown. */
  public final KvmException obstacle(Subject thing) {
    obstacle = Objects.requireNonNull(thing);
    return this;
  }

  /** What the reader can do about it, where that is known. */
  public final Optional<String> remedy() {
    return remedy.isEmpty() ? Optional.empty() : Optional.of(remedy);
  }

  /** Whether the same call may succeed later although the caller changes nothing. */
  public boolean retryable() {
    return false;
  }
}
