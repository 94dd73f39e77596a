package io.kvmsdk.error;

/** The object named does not exist. */
public class NotFoundException extends KvmException {
  private static final long serialVersionUID = 1L;

  public NotFoundException(Subject subject, String problem, String remedy) {
    super(subject, problem, remedy);
  }

  public NotFoundException(Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }
}
