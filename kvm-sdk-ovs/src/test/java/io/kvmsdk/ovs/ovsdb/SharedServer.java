package io.kvmsdk.ovs.ovsdb;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real ovsdb-server that all tests of a class share; there before its own {@code BeforeAll}. */
public final class SharedServer implements BeforeAllCallback, AfterAllCallback {
  private final Starter starter;
  private Path folder;
  private OvsdbServer server;

  /** Starts a server in a folder. */
  @FunctionalInterface
  private interface Starter {
    OvsdbServer start(Path folder) throws IOException;
  }

  private SharedServer(Starter starter) {
    this.starter = starter;
  }

  /** As {@link OvsdbServer#start(Path)}. */
  static SharedServer ofThings() {
    return new SharedServer(OvsdbServer::start);
  }

  /** With Open vSwitch's own schema. */
  public static SharedServer ofOpenVSwitch() {
    return new SharedServer(folder -> OvsdbServer.start(folder, OvsdbServer.OPEN_VSWITCH));
  }

  /** With a schema as JSON. */
  static SharedServer of(String schema) {
    return new SharedServer(
        folder ->
            OvsdbServer.start(folder, Files.writeString(folder.resolve("ovsschema"), schema)));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("kvmsdk-ovsdb-");
    server = starter.start(folder);
  }

  public OvsdbEndpoint unix() {
    return server.unix();
  }

  public OvsdbServer server() {
    return server;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (server != null) {
      server.close();
    }
    for (File file : folder.toFile().listFiles()) {
      file.delete();
    }
    folder.toFile().delete();
  }
}
