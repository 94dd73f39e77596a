package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;

/** The server answered with an error, or broke the protocol. */
public class OvsdbException extends KvmException {
  /** The {@link #error()} of a server that does not speak RFC 7047. */
  public static final String PROTOCOL_VIOLATION = "protocol violation";

  private static final long serialVersionUID = 1L;

  private final String error;

  public OvsdbException(Subject subject, String error, String problem, Throwable cause) {
    super(subject, problem, "", cause);
    this.error = error;
  }

  /**
   * The short string of RFC 7047, 3.1 ({@code <error>}), as {@code "unknown database"}, or {@link
   * #PROTOCOL_VIOLATION}.
   */
  public final String error() {
    return error;
  }
}
