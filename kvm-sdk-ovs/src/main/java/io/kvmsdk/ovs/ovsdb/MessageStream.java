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

  private final Bounded in;
  private final JsonParser parser;

  MessageStream(ReadableByteChannel channel) throws IOException {
    in = new Bounded(channel);
    // Strict UTF-8 (RFC 7047, 3.1). Jackson's own detection would wait for four bytes.
    parser = Json.parser(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }

  /** Waits for the next message; null where the peer has ended the stream between two of them. */
  Map<?, ?> next() throws IOException {
    in.left = LONGEST_MESSAGE;
    JsonToken first = parser.nextToken();
    if (first == null) {
      return null;
    }
    if (first != JsonToken.START_OBJECT) {
      throw new ProtocolException("a message is a JSON object, but this one begins with " + first);
    }
    return (Map<?, ?>) Json.read(parser);
  }

  /**
   * Reads from the channel itself: in JDK 17 the stream that {@code Channels} makes holds a lock
   * while it waits, which keeps others from writing.
   */
  private static final class Bounded extends InputStream {
    private final ReadableByteChannel channel;
    private int left = LONGEST_MESSAGE;

    Bounded(ReadableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left <= 0) {
        throw new ProtocolException("a message is longer than " + LONGEST_MESSAGE + " bytes");
      }
      int n = channel.read(ByteBuffer.wrap(bytes, offset, length));
      left -= Math.max(n, 0);
      return n;
    }
  }
}
