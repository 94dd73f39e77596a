package io.kvmsdk.testkit.ovsdb;

import java.util.function.IntPredicate;

/**
 * Something that goes wrong between a {@link FakeOvsdbServer} and its clients; see {@link
 * FakeOvsdbServer#failOn}. It strikes every call unless {@link #once} or {@link #onCall} says
 * otherwise.
 */
public final class OvsdbFault {
  enum Kind {
    DROP_BEFORE,
    DROP_AFTER,
    HOLD,
    SILENCE,
    STOP_READING,
    SAY,
    UNKNOWN,
    WRONG_ID,
    BYTEWISE
  }

  private final Kind kind;
  private final String text;
  private final IntPredicate strikes;

  private OvsdbFault(Kind kind, String text, IntPredicate strikes) {
    this.kind = kind;
    this.text = text;
    this.strikes = strikes;
  }

  private static OvsdbFault of(Kind kind) {
    return new OvsdbFault(kind, "", call -> true);
  }

  /** The connection breaks, and nothing was done. */
  public static OvsdbFault dropBefore() {
    return of(Kind.DROP_BEFORE);
  }

  /** All is done, a transaction committed, but the connection breaks before the reply. */
  public static OvsdbFault dropAfter() {
    return of(Kind.DROP_AFTER);
  }

  /** All is done, but the reply stays away until {@link FakeOvsdbServer#releaseReplies}. */
  public static OvsdbFault holdReply() {
    return of(Kind.HOLD);
  }

  /** From this call on the server reads, does nothing, and says nothing: a half-open connection. */
  public static OvsdbFault silence() {
    return of(Kind.SILENCE);
  }

  /** All is done, but from now on the server does not read from this connection. */
  public static OvsdbFault stopReading() {
    return of(Kind.STOP_READING);
  }

  /** Nothing is done; {@code text} is sent instead, with the request's id for {@code $id}. */
  public static OvsdbFault say(String text) {
    return new OvsdbFault(Kind.SAY, text, call -> true);
  }

  /** {@link #say} with a reply that is {@code levels} arrays deep. */
  public static OvsdbFault nestedReply(int levels) {
    return say(
        "{\"id\":$id,\"error\":null,\"result\":" + "[".repeat(levels) + "]".repeat(levels) + "}");
  }

  /** {@link #say} with a reply that is one string of so many characters. */
  public static OvsdbFault longReply(int characters) {
    return say("{\"id\":$id,\"error\":null,\"result\":\"" + "x".repeat(characters) + "\"}");
  }

  /** Nothing is done; the server says that it does not know the method, as one that is older. */
  public static OvsdbFault unknownMethod() {
    return of(Kind.UNKNOWN);
  }

  /** All is done; the reply carries an id that no request had. */
  public static OvsdbFault wrongId() {
    return of(Kind.WRONG_ID);
  }

  /** All is done; from now on each byte is written to this connection alone. */
  public static OvsdbFault byteByByte() {
    return of(Kind.BYTEWISE);
  }

  /** Strikes the next call alone. */
  public OvsdbFault once() {
    return onCall(1);
  }

  /** Strikes the {@code n}th call from now on, counted from 1, alone. */
  public OvsdbFault onCall(int n) {
    return new OvsdbFault(kind, text, call -> call == n);
  }

  Kind kind() {
    return kind;
  }

  String text() {
    return text;
  }

  boolean strikes(int call) {
    return strikes.test(call);
  }
}
