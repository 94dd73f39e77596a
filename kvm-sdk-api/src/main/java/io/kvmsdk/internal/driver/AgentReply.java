package io.kvmsdk.internal.driver;

import java.util.Base64;
import java.util.Map;

/** What an agent answered to a command: an object, none of whose members can be trusted. */
final class AgentReply {
  private final AgentCalls calls;
  private final String command;
  private final Map<?, ?> members;

  private AgentReply(AgentCalls calls, String command, Map<?, ?> members) {
    this.calls = calls;
    this.command = command;
    this.members = members;
  }

  static AgentReply of(AgentCalls calls, String command, Map<String, Object> arguments) {
    if (calls.command(command, arguments) instanceof Map<?, ?> members) {
      return new AgentReply(calls, command, members);
    }
    throw calls.damaged(command, "it is no object", null);
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  /** A number that must be there, from {@code least} to {@code most}. */
  long number(String name, long least, long most) {
    if (members.get(name) instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw calls.damaged(command, name + " is not " + least + " to " + most, null);
  }

  /** Bytes in Base64; none where the member is missing. */
  byte[] bytes(String name) {
    Object text = members.get(name);
    if (text == null) {
      return new byte[0];
    }
    if (text instanceof String encoded) {
      try {
        return Base64.getDecoder().decode(encoded);
      } catch (IllegalArgumentException e) {
        throw calls.damaged(command, name + " is no Base64: " + e.getMessage(), e);
      }
    }
    throw calls.damaged(command, name + " is no text", null);
  }
}
