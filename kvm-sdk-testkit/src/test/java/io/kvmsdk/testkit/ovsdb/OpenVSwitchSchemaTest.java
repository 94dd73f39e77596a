package io.kvmsdk.testkit.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenVSwitchSchemaTest {
  private static final Path INSTALLED = Path.of("/usr/share/openvswitch/vswitch.ovsschema");

  @Test
  void openVSwitchSchema_isTheInstalledOne() throws IOException {
    assumeThat(INSTALLED).exists();
    Map<Object, Object> installed =
        new HashMap<>((Map<?, ?>) JsonReader.read(Files.readString(INSTALLED)));
    installed.remove("cksum"); // of that file's own notation
    Map<?, ?> ours = (Map<?, ?>) JsonReader.read(FakeOvsdbServer.openVSwitchSchema());
    assumeThat(installed.get("version")).isEqualTo(ours.get("version"));
    assertThat((Object) ours).isEqualTo(installed);
  }
}
