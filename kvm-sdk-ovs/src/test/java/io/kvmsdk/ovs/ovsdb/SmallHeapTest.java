package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client in a JVM of 64 MiB, and servers that say up to a gigabyte of what is costly. Of messages
 * that are well-formed a server may send as many as it likes; of those {@code -Dkvmsdk.ovs.flood}
 * tells how many MiB come, as 1024.
 */
@Timeout(600)
class SmallHeapTest {
  private static final String ENOUGH = "kvmsdk.ovs.flood";
  private static final long MOST = 1L << 30;
  private static final int STRANGERS = 4 * Door.MOST_STRANGERS;

  /** What a server of rows says before them. */
  private static final Map<String, String> ANSWERS =
      Map.of(
          "list_dbs",
          "[\"A\"]",
          "get_schema",
          "{\"name\":\"A\",\"tables\":{\"T\":{\"columns\":{\"c\":{\"type\":\"string\"}}}}}",
          "monitor_cond_since",
          "[false,\"00000000-0000-0000-0000-000000000000\",{}]");

  private static final AtomicLong said = new AtomicLong();
  private static final AtomicLong rows = new AtomicLong();
  private static volatile Object monitor;

  /** How each server begins, and what it repeats. */
  private static final Map<String, List<String>> FLOODS =
      Map.ofEntries(
          Map.entry("string", List.of("{\"id\":\"1\",\"result\":[\"", "x".repeat(1 << 16))),
          Map.entry("name", List.of("{\"id\":\"1\",\"", "x".repeat(1 << 16))),
          Map.entry("number", List.of("{\"id\":\"1\",\"result\":", "7".repeat(1 << 16))),
          Map.entry("depth", List.of("{\"id\":\"1\",\"result\":", "[".repeat(1 << 16))),
          Map.entry("array", List.of("{\"id\":\"1\",\"result\":[", "[],".repeat(1 << 14))),
          Map.entry("numbers", List.of("{\"id\":\"1\",\"result\":[", "7.5,".repeat(1 << 14))),
          Map.entry("blank", List.of("{\"id\":\"1\",\"result\":[", " ".repeat(1 << 16))),
          Map.entry(
              "row",
              List.of(
                  "{\"method\":\"update\",\"id\":null,\"params\":[\"m\",{\"T\":{\"u\":{\"new\":{\"c\":[\"set\",[",
                  "[\"uuid\",\"550e8400-e29b-41d4-a716-446655440000\"],".repeat(1 << 10))),
          Map.entry("between", List.of("", " ".repeat(1 << 16))),
          Map.entry(
              "updates",
              List.of("", "{\"method\":\"update\",\"id\":null,\"params\":[[[]]]}".repeat(1 << 10))),
          Map.entry(
              "strays", List.of("", "{\"id\":\"9\",\"result\":[],\"error\":null}".repeat(1 << 10))),
          Map.entry(
              "probes",
              List.of("", "{\"id\":\"9\",\"method\":\"echo\",\"params\":[]}".repeat(1 << 10))));

  @Test
  void clients_whenServersAreHostile_needNoMoreMemory(@TempDir Path folder) {
    Tool.Result result =
        Tool.run(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-D" + ENOUGH + "=" + Integer.getInteger(ENOUGH, 4),
            "-cp",
            classPath(),
            SmallHeapTest.class.getName(),
            folder);
    System.Logger log = System.getLogger(SmallHeapTest.class.getName());
    log.log(System.Logger.Level.DEBUG, result.output()); // how much of each, and how long
    assertThat(result.output()).contains("survived all " + FLOODS.size(), "rows: ");
    assertThat(result.exit()).isZero();
  }

  private static String classPath() {
    return Stream.of("java.class.path", "jdk.module.path")
        .map(System::getProperty)
        .filter(path -> path != null)
        .collect(Collectors.joining(":"));
  }

  /** Runs in the small JVM. */
  public static void main(String[] args) throws IOException {
    for (Map.Entry<String, List<String>> flood : FLOODS.entrySet()) {
      said.set(0);
      long begin = System.nanoTime();
      String end = drown(Path.of(args[0]), flood);
      System.out.printf(
          "%s: %d MiB in %.1f s: %s%n",
          flood.getKey(), said.get() >> 20, (System.nanoTime() - begin) / 1e9, end);
    }
    replica(Path.of(args[0]));
    crowd();
    LeakTest.awaitNoThreads();
    System.out.println("survived all " + FLOODS.size());
  }

  private static String drown(Path folder, Map.Entry<String, List<String>> flood)
      throws IOException {
    Path own = Files.createDirectory(folder.resolve(flood.getKey()));
    String first = flood.getValue().get(0);
    String next = flood.getValue().get(1);
    boolean wellFormed = first.isEmpty() && !next.isBlank();
    long most = wellFormed ? (long) Integer.getInteger(ENOUGH) << 20 : MOST;
    try (ScriptedServer server = new ScriptedServer(own, peer -> flood(peer, first, next, most));
        JsonRpcConnection client =
            new JsonRpcConnection(server.endpoint(), Duration.ofMinutes(5))) {
      client.call("list_dbs", List.of());
      throw new AssertionError(flood.getKey() + " was an answer");
    } catch (OvsdbException | ConnectionLostException e) {
      return e.getMessage();
    }
  }

  private static void flood(SocketChannel peer, String first, String next, long most)
      throws IOException {
    ScriptedServer.say(peer, first);
    while (said.get() < most) {
      ScriptedServer.say(peer, next);
      said.addAndGet(next.length());
    }
    peer.close();
  }

  /** Rows without end, each of them well-formed, and wanted. */
  private static void replica(Path folder) throws IOException {
    try (ScriptedServer server = new ScriptedServer(folder, SmallHeapTest::serveRows);
        OvsdbClient client = OvsdbClient.connect(server.endpoint(), Duration.ofMinutes(5));
        Replica replica = client.database("A").replica("T")) {
      replica.waitFor(now -> false, Duration.ofMinutes(5));
      throw new AssertionError("it held them all");
    } catch (KvmException e) {
      System.out.printf("rows: %d: %s%n", rows.get(), e.getMessage());
      if (!e.getMessage().contains("a third of the heap")) {
        throw e;
      }
    }
  }

  private static void serveRows(SocketChannel peer) throws IOException {
    for (String method = ""; !method.equals("monitor_cond_since"); ) {
      Map<?, ?> request = (Map<?, ?>) Kinds.parse(ScriptedServer.hear(peer));
      method = (String) request.get("method");
      monitor = method.equals("monitor_cond_since") ? ((List<?>) request.get("params")).get(1) : "";
      ScriptedServer.say(
          peer,
          "{\"id\":\"%s\",\"error\":null,\"result\":%s}"
              .formatted(request.get("id"), ANSWERS.getOrDefault(method, "[]")));
    }
    while (rows.getAndIncrement() << 10 < MOST) {
      ScriptedServer.say(
          peer,
          "{\"id\":null,\"method\":\"update3\",\"params\":[\"%s\",\"%s\",{\"T\":{\"%s\":{\"insert\":{\"c\":\"%s\"}}}}]}"
              .formatted(monitor, UUID.randomUUID(), UUID.randomUUID(), "x".repeat(1 << 10)));
    }
  }

  /** Many who call, and say all that they may before anybody knows who they are. */
  private static void crowd() throws IOException {
    List<SocketChannel> callers = new ArrayList<>();
    try (OvsdbListener listener =
        OvsdbListener.listen(
            o -> o.addEndpoints(OvsdbEndpoint.parse("ptcp:0:127.0.0.1")), (name, client) -> {})) {
      for (int i = 0; i < STRANGERS; i++) {
        callers.add(
            SocketChannel.open(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), listener.endpoint().port())));
        tryToSay(
            callers.get(i), "{\"method\":\"echo\",\"id\":1,\"params\":[" + "[],".repeat(1 << 14));
      }
      for (SocketChannel caller : callers) {
        caller.close();
      }
    }
  }

  private static void tryToSay(SocketChannel caller, String words) {
    try {
      ScriptedServer.say(caller, words);
    } catch (IOException sentAway) {
      // So be it.
    }
  }
}
