package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.Tool;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that is read, or sent, and never stored. */
@RequiresIsoTools
class IsoStreamTest {
  @TempDir Path folder;
  private SinkSample sample;
  private IsoPatch patch;
  private byte[] expected;

  @BeforeEach
  void writeTheFullIso() throws IOException {
    sample = SinkSample.in(folder);
    patch = sample.patch();
    Path iso = folder.resolve("expected.iso");
    Judges.written(patch, iso);
    expected = Files.readAllBytes(iso);
  }

  @Test
  void writeTo_whenTheTargetIsAFile_beginsAtItsPosition() throws IOException {
    Path target = folder.resolve("target");
    try (FileChannel channel =
        FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1000]));
      patch.writeTo(channel);
      assertThat(channel.isOpen()).isTrue();
    }
    byte[] written = Files.readAllBytes(target);
    assertThat(Arrays.copyOf(written, 1000)).containsOnly(0);
    assertThat(Arrays.copyOfRange(written, 1000, written.length)).isEqualTo(expected);
  }

  @Test
  void writeTo_whenTheTargetIsOpenToAppend_appends() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "head");
    try (FileOutputStream stream = new FileOutputStream(target.toFile(), true)) {
      patch.writeTo(stream);
    }
    byte[] written = Files.readAllBytes(target);
    assertThat(new String(written, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("head");
    assertThat(Arrays.copyOfRange(written, 4, written.length)).isEqualTo(expected);
  }

  @Test
  void writeTo_whenTheTargetIsASocket_sendsAll() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      CompletableFuture<byte[]> received =
          CompletableFuture.supplyAsync(
              () -> readAll(() -> server.accept().socket().getInputStream()));
      try (SocketChannel socket = SocketChannel.open(server.getLocalAddress())) {
        patch.writeTo(socket);
      }
      assertThat(received.get()).isEqualTo(expected);
    }
  }

  @Test
  void writeTo_whenTheTargetIsAPipe_sendsAll() throws Exception {
    Pipe pipe = Pipe.open();
    CompletableFuture<byte[]> received =
        CompletableFuture.supplyAsync(() -> readAll(() -> Channels.newInputStream(pipe.source())));
    try (WritableByteChannel sink = pipe.sink()) {
      patch.writeTo(sink);
    }
    assertThat(received.get()).isEqualTo(expected);
  }

  private interface Opening {
    InputStream open() throws IOException;
  }

  private static byte[] readAll(Opening opening) {
    try (InputStream in = opening.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void writeTo_whenTheTargetIsAnyStream_writesAll() {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    patch.writeTo(target);
    assertThat(target.toByteArray()).isEqualTo(expected);
  }

  @Test
  void writeTo_whenTheTargetIsNonBlocking_refuses() throws IOException {
    Pipe pipe = Pipe.open();
    try (WritableByteChannel sink = pipe.sink();
        Pipe.SourceChannel source = pipe.source()) {
      pipe.sink().configureBlocking(false);
      assertThatThrownBy(() -> patch.writeTo(sink))
          .isInstanceOf(IllegalBlockingModeException.class);
      assertThat(source.isOpen()).isTrue();
    }
  }

  @Test
  void writeTo_whenTheReaderGoesAway_saysWhatFailed() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().close();
    try (WritableByteChannel sink = pipe.sink()) {
      assertThatThrownBy(() -> patch.writeTo(sink))
          .isInstanceOf(KvmException.class)
          .hasMessageContaining("streaming the remaster")
          .hasMessageContaining("Broken pipe");
    }
  }

  @Test
  void writeTo_whenInterrupted_isCancelled() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> patch.writeTo(new ByteArrayOutputStream()))
        .isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void writeTo_isListedByBsdtarAsItComes() throws Exception {
    Process bsdtar =
        new ProcessBuilder("bsdtar", "-tf", "-")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    CompletableFuture<byte[]> listing =
        CompletableFuture.supplyAsync(() -> readAll(bsdtar::getInputStream));
    try (var input = bsdtar.getOutputStream()) {
      patch.writeTo(input);
    }
    assertThat(bsdtar.waitFor()).isZero();
    assertThat(new String(listing.get(), StandardCharsets.UTF_8))
        .isEqualTo(Tool.run("bsdtar", "-tf", folder.resolve("expected.iso")).orFail().output())
        .contains("preseed.cfg\n", "firmware/firmware.bin\n");
  }

  @Test
  void newInputStream_readsAllInOddSteps() throws IOException {
    Random random = new Random(3);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] buffer = new byte[300_001];
    try (InputStream in = patch.newInputStream()) {
      for (int n; (n = in.read(buffer, 1, 1 + random.nextInt(300_000))) >= 0; ) {
        read.write(buffer, 1, n);
      }
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(read.toByteArray()).isEqualTo(expected);
  }

  @Test
  void newInputStream_whenPartIsRead_transfersAndCountsTheRest() throws IOException {
    try (InputStream in = patch.newInputStream()) {
      assertThat(in.read()).isEqualTo(expected[0] & 0xff);
      in.skipNBytes(40_000);
      assertThat(in.available()).isEqualTo(expected.length - 40_001);
      ByteArrayOutputStream rest = new ByteArrayOutputStream();
      assertThat(in.transferTo(rest)).isEqualTo(expected.length - 40_001);
      assertThat(rest.toByteArray())
          .isEqualTo(Arrays.copyOfRange(expected, 40_001, expected.length));
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.skip(1)).isZero();
    }
  }

  /** Around both ends of all that differs, where one source of bytes gives way to another. */
  @Test
  void newInputStream_whenARangeIsGiven_readsJustThat() throws IOException {
    for (IsoPatch.Extent e : patch.extents()) {
      for (long edge : new long[] {e.offset(), e.offset() + e.length()}) {
        int from = (int) Math.max(0, edge - 3001);
        int length = Math.min(6002, expected.length - from);
        try (InputStream in = patch.newInputStream(from, length)) {
          assertThat(in.readAllBytes())
              .isEqualTo(Arrays.copyOfRange(expected, from, from + length));
        }
      }
    }
  }

  @Test
  void newInputStream_whenTheRangeLeavesTheImage_refuses() throws IOException {
    assertThatThrownBy(() -> patch.newInputStream(1, patch.newLength()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> patch.newInputStream(-1, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    try (InputStream in = patch.newInputStream(patch.newLength(), 0)) {
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void newInputStream_whenTheOriginalChangesMeanwhile_tellsByTheLastByte() throws IOException {
    try (InputStream in = patch.newInputStream()) {
      in.skipNBytes(1000);
      Files.write(sample.original(), new byte[2048], StandardOpenOption.APPEND);
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("original.iso")
          .hasMessageContaining("changed since");
    }
  }

  @Test
  void newInputStream_whenAnAddedFileHasChanged_tells() throws IOException {
    Files.writeString(sample.added(), "another");
    try (InputStream in = patch.newInputStream()) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("firmware.bin");
    }
  }

  @Test
  void newInputStream_whenTheOriginalIsGone_tells() throws IOException {
    Files.delete(sample.original());
    assertThatThrownBy(patch::newInputStream)
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("original.iso");
  }

  @Test
  void newByteChannel_readsAtAnyPosition() throws IOException {
    Random random = new Random(9);
    try (SeekableByteChannel channel = patch.newByteChannel()) {
      assertThat(channel.size()).isEqualTo(expected.length);
      for (int i = 0; i < 2000; i++) {
        int at = random.nextInt(expected.length);
        ByteBuffer piece = ByteBuffer.allocate(1 + random.nextInt(20_000));
        int count = channel.position(at).read(piece);
        assertThat(count).isEqualTo(Math.min(piece.capacity(), expected.length - at));
        assertThat(channel.position()).isEqualTo(at + count);
        assertThat(piece.flip()).isEqualTo(ByteBuffer.wrap(expected, at, count));
      }
    }
  }

  @Test
  void newByteChannel_isReadOnlyAndEndsWithTheImage() throws IOException {
    SeekableByteChannel channel = patch.newByteChannel();
    assertThat(channel.position(patch.newLength() + 5).read(ByteBuffer.allocate(9))).isEqualTo(-1);
    assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
        .isInstanceOf(NonWritableChannelException.class);
    assertThatThrownBy(() -> channel.truncate(0)).isInstanceOf(NonWritableChannelException.class);
    channel.close();
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void newInputStream_isServedOverHttpInRangesAndUploaded() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CompletableFuture<byte[]> uploaded = new CompletableFuture<>();
    server.createContext("/debian.iso", exchange -> serve(patch, exchange));
    server.createContext("/upload", exchange -> accept(exchange, uploaded));
    var threads = Executors.newSingleThreadExecutor();
    server.setExecutor(threads);
    server.start();
    try {
      URI uri = URI.create("http://localhost:" + server.getAddress().getPort());
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest whole = HttpRequest.newBuilder(uri.resolve("/debian.iso")).build();
      assertThat(client.send(whole, BodyHandlers.ofByteArray()).body()).isEqualTo(expected);

      HttpRequest part =
          HttpRequest.newBuilder(uri.resolve("/debian.iso"))
              .header("Range", "bytes=32768-99999")
              .build();
      var partial = client.send(part, BodyHandlers.ofByteArray());
      assertThat(partial.statusCode()).isEqualTo(206);
      assertThat(partial.body()).isEqualTo(Arrays.copyOfRange(expected, 32768, 100_000));

      HttpRequest upload =
          HttpRequest.newBuilder(uri.resolve("/upload"))
              .PUT(
                  BodyPublishers.fromPublisher(
                      BodyPublishers.ofInputStream(patch::newInputStream), patch.newLength()))
              .build();
      assertThat(client.send(upload, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
      assertThat(uploaded.get()).isEqualTo(expected);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  /** What a server of remastered images needs: nothing is stored. */
  private static void serve(IsoPatch patch, HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    try (exchange) {
      if (range == null) {
        exchange.sendResponseHeaders(200, patch.newLength());
        patch.writeTo(exchange.getResponseBody());
        return;
      }
      String[] ends = range.replace("bytes=", "").split("-", 2);
      long first = Long.parseLong(ends[0]);
      long length = Long.parseLong(ends[1]) + 1 - first;
      exchange.sendResponseHeaders(206, length);
      try (InputStream in = patch.newInputStream(first, length)) {
        in.transferTo(exchange.getResponseBody());
      }
    }
  }

  private static void accept(HttpExchange exchange, CompletableFuture<byte[]> body)
      throws IOException {
    try (exchange) {
      assertThat(exchange.getRequestHeaders().getFirst("Content-length")).isNotNull();
      body.complete(exchange.getRequestBody().readAllBytes());
      exchange.sendResponseHeaders(201, -1);
    }
  }
}
