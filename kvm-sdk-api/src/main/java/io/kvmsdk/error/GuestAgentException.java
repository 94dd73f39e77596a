package io.kvmsdk.error;

/** A guest's agent has answered, but with a failure, or with what makes no sense. */
public class GuestAgentException extends KvmException {
  private static final long serialVersionUID = 1L;

  public GuestAgentException(Subject subject, String problem, String remedy) {
    super(subject, problem, remedy);
  }

  public GuestAgentException(Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }
}
