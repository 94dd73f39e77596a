package io.kvmsdk.error;

/** The name, or another identity that must be unique, is taken. */
public class AlreadyExistsException extends KvmException {
  private static final long serialVersionUID = 1L;

  public AlreadyExistsException(Subject subject, String problem, String remedy) {
    super(subject, problem, remedy);
  }

  public AlreadyExistsException(Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }
}
