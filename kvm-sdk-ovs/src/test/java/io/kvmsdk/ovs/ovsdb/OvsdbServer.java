package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real ovsdb-server of our own, over a database in a folder of the test's. */
public final class OvsdbServer implements AutoCloseable {
  private static final String SCHEMA =
      """
      {"name": "Kvmsdk", "version": "1.0.0",
       "tables": {"Thing": {"columns": {"name": {"type": "string"}}}}}
      """;

  /** Open vSwitch's own schema, as Debian's openvswitch-common has it. */
  public static final Path OPEN_VSWITCH = Path.of("/usr/share/openvswitch/vswitch.ovsschema");

  private static final Pattern PORT = Pattern.compile("0:([0-9.]+): listening on port (\\d+)");

  private final Path folder;
  private final List<String> options;

  private OvsdbServer(Path folder, List<String> options) {
    this.folder = folder;
    this.options = options;
  }

  /** Starts a server with one table of things that have a name. */
  public static OvsdbServer start(Path folder) throws IOException {
    return startThing(folder);
  }

  static OvsdbServer startThing(Path folder, String... options) throws IOException {
    return start(folder, schema(folder), options);
  }

  static Path schema(Path folder) throws IOException {
    return Files.writeString(folder.resolve("kvmsdk.ovsschema"), SCHEMA);
  }

  /** Starts a server over the database that is in the folder. */
  static OvsdbServer over(Path folder) {
    OvsdbServer server = new OvsdbServer(folder, List.of());
    server.restart();
    return server;
  }

  /** Starts a server with a database of this schema; further options are ovsdb-server's own. */
  public static OvsdbServer start(Path folder, Path schema, String... options) throws IOException {
    Tool.run("ovsdb-tool", "create", folder.resolve("kvmsdk.db"), schema).orFail();
    OvsdbServer server = new OvsdbServer(folder, List.of(options));
    server.restart();
    return server;
  }

  /** Starts the server over what is there; with {@code --detach} that returns once it listens. */
  public void restart() {
    List<Object> command = new ArrayList<>(List.of("ovsdb-server", "--detach"));
    command.add("--pidfile=" + folder.resolve("pid"));
    command.add("--log-file=" + folder.resolve("log"));
    command.add("--unixctl=" + folder.resolve("ctl.sock"));
    command.add("--remote=punix:" + folder.resolve("db.sock"));
    command.add("--remote=ptcp:0:127.0.0.1");
    command.addAll(options);
    command.add(folder.resolve("kvmsdk.db"));
    Tool.run(command.toArray()).orFail();
  }

  private ProcessHandle process() throws IOException {
    long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    return ProcessHandle.of(pid).orElseThrow(() -> new IOException("ovsdb-server has gone"));
  }

  /** SIGKILL; waits until it is gone, but for its name, which init may keep for seconds yet. */
  public static void kill(ProcessHandle process) {
    process.destroyForcibly();
    Path own = Path.of("/proc", Long.toString(process.pid()));
    try {
      // proc(5): a zombie's files are closed, and its locks free, once its last thread has gone.
      while (!Files.readString(own.resolve("stat")).contains(") Z ") || threads(own) > 1) {
        LockSupport.parkNanos(1_000_000);
      }
    } catch (IOException gone) {
      // That is what was waited for.
    }
  }

  private static long threads(Path process) throws IOException {
    try (Stream<Path> all = Files.list(process.resolve("task"))) {
      return all.count();
    }
  }

  /** SIGKILL. */
  public void kill() throws IOException {
    kill(process());
  }

  /** SIGSTOP. */
  public void freeze() throws IOException {
    Tool.run("kill", "-STOP", process().pid()).orFail();
  }

  /** SIGCONT. */
  public void thaw() throws IOException {
    Tool.run("kill", "-CONT", process().pid()).orFail();
  }

  public Path folder() {
    return folder;
  }

  public OvsdbEndpoint unix() {
    return new OvsdbEndpoint.Unix(socket());
  }

  public Path socket() {
    return folder.resolve("db.sock");
  }

  /** On loopback; a restart gives it another port. */
  public OvsdbEndpoint tcp() throws IOException {
    return new OvsdbEndpoint.Tcp("127.0.0.1", port("127.0.0.1"));
  }

  /** Where it listens with TLS, if an option told it so; the log tells only the addresses apart. */
  OvsdbEndpoint ssl() throws IOException {
    return new OvsdbEndpoint.Ssl("127.0.0.2", port("127.0.0.2"));
  }

  private int port(String address) throws IOException {
    Matcher m = PORT.matcher(Files.readString(folder.resolve("log")));
    int port = 0;
    while (m.find()) {
      port = m.group(1).equals(address) ? Integer.parseInt(m.group(2)) : port;
    }
    if (port == 0) {
      throw new AssertionError("ovsdb-server does not say where it listens on " + address);
    }
    return port;
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (IOException e) {
      // It was killed before.
    }
  }
}
