package io.kvmsdk.ovs.ovsdb;

import java.net.ProtocolException;

/** What a peer may cost: as much as a database is large, but little before we know who it is. */
final class Allowance {
  /** Bytes of a message; enough for the row in which a switch says who it is. */
  private static final int LONGEST_OF_STRANGER = 64 << 10;

  private static final long HEAVIEST_OF_STRANGER = 256 << 10;

  /** Some three replies, and a probe or two. */
  private static final int MOST_OF_STRANGER = 8;

  private volatile boolean trusted;
  private int messages;

  private Allowance(boolean trusted) {
    this.trusted = trusted;
  }

  /** Of whom we called. */
  static Allowance ofServer() {
    return new Allowance(true);
  }

  /** Of whoever calls us. */
  static Allowance ofStranger() {
    return new Allowance(false);
  }

  void trust() {
    trusted = true;
  }

  /** In bytes of text. */
  int longestMessage() {
    return trusted ? MessageStream.LONGEST_MESSAGE : LONGEST_OF_STRANGER;
  }

  /** In bytes of memory. */
  long heaviestMessage() {
    return trusted ? MessageStream.HEAVIEST_MESSAGE : HEAVIEST_OF_STRANGER;
  }

  /** Is called by the reader alone. */
  void countMessage() throws ProtocolException {
    if (!trusted && ++messages > MOST_OF_STRANGER) {
      throw new ProtocolException("it talks, and does not say who it is");
    }
  }
}
