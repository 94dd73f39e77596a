package io.kvmsdk.ovs.ovsdb;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The error strings of RFC 7047, and those that ovsdb-server has beside them. */
public enum OvsdbError {
  /** 4.1.2 and all that name a database. */
  UNKNOWN_DATABASE("unknown database", "See OvsdbClient.listDatabases for what is there"),
  /** 4.1.4: a request was cancelled before it was done. */
  CANCELED("canceled"),
  /** 3.1: the request is none of RFC 7047's, or not what the schema allows. */
  SYNTAX_ERROR("syntax error"),
  /** A method that the server lacks, as older ones lack {@code monitor_cond_since}. */
  UNKNOWN_METHOD("unknown method", "A newer ovsdb-server may have it"),
  UNKNOWN_MONITOR("unknown monitor"),
  UNKNOWN_TABLE("unknown table"),
  UNKNOWN_COLUMN("unknown column"),
  UNKNOWN_FUNCTION("unknown function"),
  UNKNOWN_MUTATOR("unknown mutator"),
  /** 5.2.1: two inserts of a transaction have one {@code uuid-name}. */
  DUPLICATE_UUID_NAME("duplicate uuid-name"),
  /** A row has the {@code uuid} that an insert asks for: most likely it has been done before. */
  DUPLICATE_UUID("duplicate uuid"),
  /** 4.1.3 and 5.2.1: a value, a number of values or of rows, or an index forbids it. */
  CONSTRAINT_VIOLATION("constraint violation"),
  /** 4.1.3: a row is referred to that is not there, or would not be there any more. */
  REFERENTIAL_INTEGRITY_VIOLATION(
      "referential integrity violation",
      "Make the row in the same transaction, or remove what refers to it too"),
  /** 5.2.4: a division by zero. */
  DOMAIN_ERROR("domain error"),
  /** 5.2.4: a number that has no room in its column. */
  RANGE_ERROR("range error"),
  /** 5.2.6: what a wait operation waits for did not come. */
  TIMED_OUT("timed out"),
  /** 5.2.6: the server cannot wait. */
  NOT_SUPPORTED("not supported"),
  /** 5.2.7: the database's file could not be written. */
  IO_ERROR("I/O error", "Look at the log of ovsdb-server and the room on its disk"),
  /** 5.2.8: an abort operation was met. */
  ABORTED("aborted"),
  /** 5.2.10: this client has not the lock. */
  NOT_OWNER("not owner"),
  /** 4.1.3: the server has no room for it. */
  RESOURCES_EXHAUSTED("resources exhausted"),
  /** The server's rules for roles (RBAC) forbid it. */
  PERMISSION_ERROR("permission error", "The server's RBAC rules forbid it to this client's role"),
  /** The server only lets read: a backup, a relay, or its own database {@code _Server}. */
  NOT_ALLOWED("not allowed", "Ask a server of the database that takes writes"),
  /** The members of a cluster could not agree. */
  CLUSTER_ERROR("cluster error", OutcomeUnknownException.REMEDY),
  /** Not of the server's: {@link OvsdbException#PROTOCOL_VIOLATION}. */
  PROTOCOL_VIOLATION(OvsdbException.PROTOCOL_VIOLATION),
  /** Any other string. */
  OTHER("");

  private static final Map<String, OvsdbError> BY_TEXT =
      Stream.of(values()).collect(Collectors.toMap(OvsdbError::text, Function.identity()));

  private final String text;
  private final String remedy;

  OvsdbError(String text) {
    this(text, "");
  }

  OvsdbError(String text, String remedy) {
    this.text = text;
    this.remedy = remedy;
  }

  /** {@link #OTHER} for what no constant has. */
  static OvsdbError of(String text) {
    return BY_TEXT.getOrDefault(text, OTHER);
  }

  /** As the protocol writes it. */
  public String text() {
    return text;
  }

  String remedy() {
    return remedy;
  }
}
