package io.kvmsdk.error;

/** The operating system, or the host's security policy, refused. */
public class PermissionDeniedException extends KvmException {
  private static final long serialVersionUID = 1L;

  public PermissionDeniedException(Subject subject, String problem, String remedy) {
    super(subject, problem, remedy);
  }

  public PermissionDeniedException(
      Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }
}
