package io.kvmsdk.testkit.ovsdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A client's connection: one thread that reads, and one that writes, so that neither blocks. */
final class Session {
  private final Engine engine;
  private final SocketChannel channel;
  private final int number;
  private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>();
  private final Map<Object, Monitor> monitors = new LinkedHashMap<>();
  private boolean changeAware;
  private boolean silent;
  private boolean reading = true;
  private volatile boolean bytewise;
  private volatile long heard = System.nanoTime();

  Session(Engine engine, SocketChannel channel, int number) {
    this.engine = engine;
    this.channel = channel;
    this.number = number;
  }

  void start() {
    thread("reads", this::read);
    thread("writes", this::write);
  }

  private void thread(String what, Runnable work) {
    Thread thread = new Thread(work, "fake OVSDB server " + what + " " + number);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    JsonFrames frames = new JsonFrames();
    ByteBuffer buffer = ByteBuffer.allocate(65536);
    try {
      while (engine.mayRead(this) && channel.read(buffer.clear()) >= 0) {
        heard = System.nanoTime();
        for (String text : frames.take(buffer.flip())) {
          engine.receive(this, Messages.check(JsonReader.read(text)));
        }
      }
    } catch (IOException | IllegalArgumentException goneOrGarbage) {
      // ovsdb-server says nothing to either, and so do we.
    } finally {
      engine.leave(this);
    }
  }

  private void write() {
    try {
      while (true) {
        write(ByteBuffer.wrap(outgoing.take()));
      }
    } catch (IOException | InterruptedException gone) {
      engine.leave(this);
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    int all = bytes.limit();
    while (bytes.position() < all) {
      if (bytewise) {
        bytes.limit(bytes.position() + 1);
      }
      channel.write(bytes);
      bytes.limit(all);
    }
  }

  /** Sends a message, in the order of calls. */
  void send(Object message) {
    if (message != null && !silent) {
      say(JsonWriter.write(message));
    }
  }

  void say(String text) {
    outgoing.add(text.getBytes(StandardCharsets.UTF_8));
  }

  void drop() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
    outgoing.clear();
    outgoing.add(new byte[1]); // wakes the writer, who then finds the channel closed
  }

  int number() {
    return number;
  }

  Map<Object, Monitor> monitors() {
    return monitors;
  }

  boolean isChangeAware() {
    return changeAware;
  }

  void setChangeAware(boolean aware) {
    changeAware = aware;
  }

  boolean isSilent() {
    return silent;
  }

  void fallSilent() {
    silent = true;
  }

  boolean isReading() {
    return reading;
  }

  void setReading(boolean reads) {
    reading = reads;
  }

  void writeBytewise() {
    bytewise = true;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Nanoseconds since the client sent anything. */
  long quiet() {
    return System.nanoTime() - heard;
  }
}
