package io.kvmsdk.error;

/**
 * The calling thread was interrupted, and its interrupt flag is set again; or somebody else gave up
 * the job that it waited for.
 */
public class CancelledException extends KvmException {
  private static final long serialVersionUID = 1L;

  public CancelledException(Subject subject, String problem, String remedy) {
    super(subject, problem, remedy);
  }

  public CancelledException(Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }

  @Override
  public boolean retryable() {
    return true;
  }
}
