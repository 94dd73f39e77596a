package io.kvmsdk.error;

/** The object exists, but its present state forbids the operation. */
public class ConflictException extends KvmException {
  private static final long serialVersionUID = 1L;

  public ConflictException(Subject subject, String problem, String remedy) {
    super(subject, problem, remedy);
  }

  public ConflictException(Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }
}
