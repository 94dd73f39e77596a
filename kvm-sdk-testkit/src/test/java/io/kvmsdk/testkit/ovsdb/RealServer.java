package io.kvmsdk.testkit.ovsdb;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ovsdb-server that the fake is held against. */
final class RealServer implements AutoCloseable {
  private final Path folder;
  private final long pid;

  RealServer(Path folder, String schema) throws IOException {
    this.folder = folder;
    Path file = Files.writeString(folder.resolve("schema"), schema);
    Tool.run("ovsdb-tool", "create", folder.resolve("db"), file).orFail();
    Tool.run(
            "ovsdb-server",
            "--detach",
            "--no-chdir",
            "--pidfile=" + folder.resolve("pid"),
            "--unixctl=" + folder.resolve("ctl"),
            "--log-file=" + folder.resolve("log"),
            "--remote=punix:" + folder.resolve("sock"),
            folder.resolve("db"))
        .orFail();
    pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
  }

  String endpoint() {
    return "unix:" + folder.resolve("sock");
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
