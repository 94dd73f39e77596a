package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the real ovsdb-server. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class ServerViewContractTest extends ViewContract {
  @TempDir static Path folder;
  private static OvsdbServer server;

  @BeforeAll
  static void start() throws IOException {
    server = OvsdbServer.start(folder, file(SCHEMA));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Path file(String schema) throws IOException {
    return Files.writeString(folder.resolve("things.ovsschema"), schema);
  }

  @Override
  protected OvsdbEndpoint endpoint() {
    return server.unix();
  }

  @Override
  protected void convert(String schema) throws IOException {
    Tool.run("ovsdb-client", "convert", server.unix(), file(schema)).orFail();
  }
}
