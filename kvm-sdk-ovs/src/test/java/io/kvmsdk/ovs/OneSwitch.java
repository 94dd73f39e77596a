package io.kvmsdk.ovs;

import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real switch that all tests of a class share. */
abstract class OneSwitch {
  @TempDir static Path folder;
  static SwitchHost host;
  static OpenVSwitch ovs;

  @BeforeAll
  static void start() throws IOException {
    host = SwitchHost.start(folder);
    ovs = host.connect();
  }

  @AfterAll
  static void stop() {
    if (ovs != null) {
      ovs.close();
    }
    if (host != null) {
      host.close();
    }
  }

  /** Waits until it is so, for two minutes at most. */
  static void within(BooleanSupplier holds) {
    SystemPacer.INSTANCE.await(
        Subject.of("host", host.namespace()),
        "waiting for the switch",
        Duration.ofMinutes(2),
        () -> holds.getAsBoolean() ? Optional.of(true) : Optional.empty(),
        () -> "");
  }
}
