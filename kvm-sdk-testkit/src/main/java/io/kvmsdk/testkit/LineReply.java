package io.kvmsdk.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** A guest that looks at a line once it is there whole. */
final class LineReply implements UnaryOperator<byte[]> {
  private final UnaryOperator<String> reply;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  LineReply(UnaryOperator<String> reply) {
    this.reply = reply;
  }

  @Override
  public byte[] apply(byte[] bytes) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    for (byte b : bytes) {
      if (b == '\r' || b == '\n') {
        String whole = line.toString(StandardCharsets.UTF_8);
        line.reset();
        said.writeBytes(reply.apply(whole).getBytes(StandardCharsets.UTF_8));
      } else {
        line.write(b);
      }
    }
    return said.toByteArray();
  }
}
