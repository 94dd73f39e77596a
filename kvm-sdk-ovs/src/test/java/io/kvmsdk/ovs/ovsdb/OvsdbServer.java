package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real ovsdb-server of our own, over a fresh database in a folder of the test's. */
final class OvsdbServer implements AutoCloseable {
  private static final String SCHEMA =
      """
      {"name": "Kvmsdk", "version": "1.0.0",
       "tables": {"Thing": {"columns": {"name": {"type": "string"}}}}}
      """;

  private static final Pattern PORT = Pattern.compile("listening on port (\\d+)");

  private final Path folder;
  private final long pid;

  private OvsdbServer(Path folder, long pid) {
    this.folder = folder;
    this.pid = pid;
  }

  /** Starts the server; with {@code --detach} the command returns once it listens. */
  static OvsdbServer start(Path folder) throws IOException {
    Path schema = Files.writeString(folder.resolve("kvmsdk.ovsschema"), SCHEMA);
    Path database = folder.resolve("kvmsdk.db");
    Path pidFile = folder.resolve("pid");
    Tool.run("ovsdb-tool", "create", database, schema).orFail();
    Tool.run(
            "ovsdb-server",
            "--detach",
            "--pidfile=" + pidFile,
            "--log-file=" + folder.resolve("log"),
            "--unixctl=" + folder.resolve("ctl.sock"),
            "--remote=punix:" + folder.resolve("db.sock"),
            "--remote=ptcp:0:127.0.0.1",
            database)
        .orFail();
    return new OvsdbServer(folder, Long.parseLong(Files.readString(pidFile).strip()));
  }

  OvsdbEndpoint unix() {
    return new OvsdbEndpoint.Unix(folder.resolve("db.sock"));
  }

  OvsdbEndpoint tcp() throws IOException {
    Matcher m = PORT.matcher(Files.readString(folder.resolve("log")));
    if (!m.find()) {
      throw new AssertionError("ovsdb-server does not say where it listens");
    }
    return new OvsdbEndpoint.Tcp("127.0.0.1", Integer.parseInt(m.group(1)));
  }

  @Override
  public void close() {
    ProcessHandle.of(pid)
        .ifPresent(
            server -> {
              server.destroy();
              server.onExit().join();
            });
  }
}
