package io.kvmsdk.testkit.ovsdb;

import java.util.List;
import java.util.Map;

/** The answer to one request, and what goes wrong with it. */
final class Reply {
  private final Session session;
  private final Object id;
  private final OvsdbFault fault;
  private final List<Runnable> held;

  /**
   * Makes an answer.
   *
   * @param id null for a notification, which gets none
   * @param fault null where all goes well
   * @param held takes what is to be sent later
   */
  Reply(Session session, Object id, OvsdbFault fault, List<Runnable> held) {
    this.session = session;
    this.id = id;
    this.fault = fault;
    this.held = held;
  }

  Object id() {
    return id;
  }

  boolean isWanted() {
    return id != null;
  }

  private boolean is(OvsdbFault.Kind kind) {
    return fault != null && fault.kind() == kind;
  }

  /** Whether the request is to be done at all. */
  boolean mayBegin() {
    if (is(OvsdbFault.Kind.DROP_BEFORE)) {
      session.drop();
    } else if (is(OvsdbFault.Kind.SILENCE)) {
      session.fallSilent();
    } else if (is(OvsdbFault.Kind.SAY)) {
      session.say(fault.text().replace("$id", JsonWriter.write(id)));
    } else if (is(OvsdbFault.Kind.UNKNOWN)) {
      failure("unknown method");
    } else {
      return true;
    }
    return false;
  }

  void result(Object result) {
    send(Messages.reply(is(OvsdbFault.Kind.WRONG_ID) ? "nobody's" : id, result));
  }

  void failure(Object error) {
    send(Messages.failure(is(OvsdbFault.Kind.WRONG_ID) ? "nobody's" : id, error));
  }

  private void send(Map<String, Object> message) {
    if (is(OvsdbFault.Kind.DROP_AFTER)) {
      session.drop();
      return;
    }
    if (is(OvsdbFault.Kind.BYTEWISE)) {
      session.writeBytewise();
    }
    if (is(OvsdbFault.Kind.STOP_READING)) {
      session.setReading(false);
    }
    if (is(OvsdbFault.Kind.HOLD)) {
      held.add(() -> session.send(message));
    } else if (isWanted()) {
      session.send(message);
    }
  }
}
