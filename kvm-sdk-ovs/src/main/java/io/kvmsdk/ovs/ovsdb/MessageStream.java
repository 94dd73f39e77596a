package io.kvmsdk.ovs.ovsdb;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The messages that come in (RFC 7047, 4): JSON objects, one behind the other, with nothing that
 * says how long each is.
 */
final class MessageStream {
  /** A whole Open vSwitch database in one reply is a few MiB. */
  static final int LONGEST_MESSAGE = 64 << 20;

  /** In memory, where it is many times as long. */
  static final long HEAVIEST_MESSAGE = Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 3);

  private final Allowance allowance;
  private final Bounded in;
  private final JsonParser parser;

  private long weight;

  /**
   * @param heard is told whenever something has come, be it a single byte
   */
  MessageStream(ReadableByteChannel channel, Allowance allowance, Runnable heard)
      throws IOException {
    this.allowance = allowance;
    in = new Bounded(channel, allowance, heard);
    // Strict UTF-8 (RFC 7047, 3.1). Jackson's own detection would wait for four bytes.
    parser = Json.parser(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }

  /** Waits for the next message; null where the peer has ended the stream between two of them. */
  Map<?, ?> next() throws IOException {
    in.taken = 0;
    JsonToken first = parser.nextToken();
    if (first == null) {
      return null;
    }
    if (first != JsonToken.START_OBJECT) {
      throw new ProtocolException("a message is a JSON object, but this one begins with " + first);
    }
    Json.Budget budget = new Json.Budget(allowance.heaviestMessage());
    Map<?, ?> message = (Map<?, ?>) Json.read(parser, budget);
    weight = budget.spent();
    allowance.countMessage();
    return message;
  }

  /** What the last message takes of memory, in bytes; an estimate. */
  long weight() {
    return weight;
  }

  /**
   * Reads from the channel itself: in JDK 17 the stream that {@code Channels} makes holds a lock
   * while it waits, which keeps others from writing.
   */
  private static final class Bounded extends InputStream {
    private final ReadableByteChannel channel;
    private final Allowance allowance;
    private final Runnable heard;
    private int taken;

    Bounded(ReadableByteChannel channel, Allowance allowance, Runnable heard) {
      this.channel = channel;
      this.allowance = allowance;
      this.heard = heard;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int longest = allowance.longestMessage(); // may grow while a message is awaited
      if (taken >= longest) {
        throw new ProtocolException("a message is longer than " + longest + " bytes");
      }
      int n = channel.read(ByteBuffer.wrap(bytes, offset, length));
      taken += Math.max(n, 0);
      heard.run();
      return n;
    }
  }
}
