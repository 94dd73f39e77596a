package io.kvmsdk.error;

/** The deadline passed before the state waited for was seen. */
public class TimedOutException extends KvmException {
  private static final long serialVersionUID = 1L;

  public TimedOutException(Subject subject, String problem, String remedy) {
    super(subject, problem, remedy);
  }

  public TimedOutException(Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }

  @Override
  public boolean retryable() {
    return true;
  }
}
