package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OvsdbEndpointTest {
  @Test
  void parse_whenWellFormed_tellsTheParts() {
    assertThat(OvsdbEndpoint.parse("unix:/run/a:b c.sock"))
        .isEqualTo(new OvsdbEndpoint.Unix(Path.of("/run/a:b c.sock")));
    assertThat(OvsdbEndpoint.parse("tcp:10.0.0.1:6641"))
        .isEqualTo(new OvsdbEndpoint.Tcp("10.0.0.1", 6641));
    assertThat(OvsdbEndpoint.parse("tcp:[fe80::1%eth0]:6641"))
        .isEqualTo(new OvsdbEndpoint.Tcp("fe80::1%eth0", 6641));
    assertThat(OvsdbEndpoint.parse("tcp:[::1]")).isEqualTo(new OvsdbEndpoint.Tcp("::1", 6640));
    assertThat(OvsdbEndpoint.parse("ssl:db.example"))
        .isEqualTo(new OvsdbEndpoint.Ssl("db.example", 6640));
    assertThat(OvsdbEndpoint.parse("ptcp:")).isEqualTo(new OvsdbEndpoint.Ptcp(6640, ""));
    assertThat(OvsdbEndpoint.parse("pssl:1:[::1]")).isEqualTo(new OvsdbEndpoint.Pssl(1, "::1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unix:/run/db.sock",
        "tcp:h:1",
        "tcp:[::1]:65535",
        "ssl:h:6640",
        "ptcp:6640",
        "ptcp:0:127.0.0.1",
        "pssl:6641:[::1]",
        "ssh://h/s",
        "ssh://u@[::1]:22/a b/s"
      })
  void toString_whenParsed_givesTheNotationBack(String text) {
    assertThat(OvsdbEndpoint.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unix",
        "unix:",
        "tcp:",
        "tcp::6640",
        "tcp:h:",
        "tcp:h:0",
        "tcp:h:65536",
        "tcp:h:x",
        "tcp:::1",
        "tcp:[::1:6640",
        "tcp:[]:6640",
        "tcp:[::1]x",
        "tcp:h:1:2",
        "ptcp:x",
        "ptcp:65536",
        "pssl:1:",
        "pssl:1:::1",
        "ssh://h",
        "ssh:///s",
        "ssh://-oProxyCommand=x/s",
        "http://h:6640"
      })
  void parse_whenMalformed_refuses(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> OvsdbEndpoint.parse(text));
  }
}
