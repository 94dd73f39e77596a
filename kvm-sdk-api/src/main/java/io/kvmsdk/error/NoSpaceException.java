package io.kvmsdk.error;

/** The host has no room: its memory, or the file system or pool that was written to, is full. */
public class NoSpaceException extends KvmException {
  private static final long serialVersionUID = 1L;

  public NoSpaceException(Subject subject, String problem, String remedy) {
    super(subject, problem, remedy);
  }

  public NoSpaceException(Subject subject, String problem, String remedy, Throwable cause) {
    super(subject, problem, remedy, cause);
  }
}
