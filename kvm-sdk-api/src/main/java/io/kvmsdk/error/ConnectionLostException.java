package io.kvmsdk.error;

/** The connection to the host is gone, or could not be made. */
public class ConnectionLostException extends KvmException {
  private static final long serialVersionUID = 1L;

  public ConnectionLostException(Subject subject, String problem, String remedy) {
    super(subject, problem, remedy);
  }

  public ConnectionLostException(Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }

  @Override
  public boolean retryable() {
    return true;
  }
}
