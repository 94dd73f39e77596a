package io.kvmsdk.error;

/** This host, driver or version cannot do what was asked for. */
public class UnsupportedException extends KvmException {
  private static final long serialVersionUID = 1L;

  public UnsupportedException(Subject subject, String problem, String remedy) {
    super(subject, problem, remedy);
  }

  public UnsupportedException(Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }
}
