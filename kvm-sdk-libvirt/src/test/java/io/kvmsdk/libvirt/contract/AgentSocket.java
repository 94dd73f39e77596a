package io.kvmsdk.libvirt.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kvmsdk.testkit.FakeAgent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The socket of a domain's agent channel, with a {@link FakeAgent} behind it: QEMU and libvirt both
 * connect to it, and what libvirt asks the guest for, this answers.
 */
final class AgentSocket implements AutoCloseable {
  /** Before it first asks, libvirt sends this, which no JSON holds, to begin anew. */
  private static final int SENTINEL = 0xff;

  private final ServerSocketChannel server;
  private volatile FakeAgent agent;

  AgentSocket(Path path) throws IOException {
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    begin(this::accept);
  }

  /** Who answers from now on. */
  void agent(FakeAgent answering) {
    agent = answering;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void begin(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // The test is over.
              }
            },
            "kvmsdk-test-agent");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      SocketChannel client = server.accept();
      begin(() -> serve(client));
    }
  }

  private void serve(SocketChannel client) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.allocate(64 << 10);
    while (client.read(in.clear()) >= 0) {
      for (in.flip(); in.hasRemaining(); ) {
        int b = in.get() & 0xff;
        if (b == '\n') {
          answer(client, line.toString(UTF_8));
          line.reset();
        } else if (b != SENTINEL) {
          line.write(b);
        }
      }
    }
  }

  private void answer(SocketChannel client, String command) throws IOException {
    String answer = agent.command(command);
    if (answer != null) {
      ByteBuffer out = ByteBuffer.wrap((answer + "\n").getBytes(UTF_8));
      while (out.hasRemaining()) {
        client.write(out);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
