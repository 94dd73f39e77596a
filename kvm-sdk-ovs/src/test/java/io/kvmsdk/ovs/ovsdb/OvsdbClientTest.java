package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OvsdbClientTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void connect_whenNothingListens_namesTheEndpoint() {
    OvsdbEndpoint nowhere = new OvsdbEndpoint.Unix(folder.resolve("none.sock"));
    assertThatExceptionOfType(ConnectionLostException.class)
        .isThrownBy(() -> OvsdbClient.connect(nowhere, TIMEOUT))
        .withMessageContaining("none.sock")
        .withMessageContaining("ovsdb-server");
  }

  @Test
  void connect_whenTheHostIsUnknown_namesIt() {
    OvsdbEndpoint unknown = new OvsdbEndpoint.Tcp("no-such-host.invalid", 6640);
    assertThatExceptionOfType(ConnectionLostException.class)
        .isThrownBy(() -> OvsdbClient.connect(unknown, TIMEOUT))
        .withMessageContaining("no-such-host.invalid");
  }

  @Test
  void connect_whenNobodyIsTrusted_namesWhatIsMissing() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> OvsdbClient.connect(OvsdbEndpoint.parse("ssl:[::1]:6640"), TIMEOUT))
        .withMessageContaining("OvsdbTls.trusting");
  }
}
