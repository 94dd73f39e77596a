package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Three ovsdb-servers that share a database of things by Raft, over sockets in a folder. */
final class OvsdbCluster implements AutoCloseable {
  private static final int SIZE = 3;

  private final List<OvsdbServer> members = new ArrayList<>();

  static OvsdbCluster start(Path folder) throws IOException {
    Path schema = OvsdbServer.schema(folder);
    OvsdbCluster cluster = new OvsdbCluster();
    try {
      for (int i = 0; i < SIZE; i++) {
        Path own = Files.createDirectory(folder.resolve("n" + i));
        Path database = own.resolve("kvmsdk.db");
        if (i == 0) {
          Tool.run("ovsdb-tool", "create-cluster", database, schema, raft(folder, i)).orFail();
        } else {
          Tool.run(
                  "ovsdb-tool",
                  "join-cluster",
                  database,
                  "Kvmsdk",
                  raft(folder, i),
                  raft(folder, 0))
              .orFail();
        }
        cluster.members.add(OvsdbServer.over(own));
        cluster.awaitConnected(i);
      }
      return cluster;
    } catch (IOException | RuntimeException | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  private static String raft(Path folder, int member) {
    return "unix:" + folder.resolve("n" + member + ".raft");
  }

  void awaitConnected(int member) {
    Tool.run(
            "ovsdb-client",
            "--timeout=30",
            "wait",
            members.get(member).unix(),
            "Kvmsdk",
            "connected")
        .orFail();
  }

  OvsdbServer member(int i) {
    return members.get(i);
  }

  List<OvsdbEndpoint> endpoints() {
    return members.stream().map(OvsdbServer::unix).toList();
  }

  /** Waits until some member says that it leads. */
  int leader() {
    while (true) {
      for (int i = 0; i < SIZE; i++) {
        if (leads(i)) {
          return i;
        }
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private boolean leads(int member) {
    Tool.Result status =
        Tool.run(
            "ovs-appctl",
            "--timeout=5",
            "--target=" + members.get(member).folder().resolve("ctl.sock"),
            "cluster/status",
            "Kvmsdk");
    return status.exit() == 0 && status.output().contains("Role: leader");
  }

  @Override
  public void close() {
    members.forEach(OvsdbServer::close);
  }
}
