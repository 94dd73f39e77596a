package io.kvmsdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectOptionsTest {
  @Test
  void options_suitAHostNearby_whereNothingIsSaid() {
    ConnectOptions options = ConnectOptions.builder().build();

    assertThat(options.accelerator()).isEmpty();
    assertThat(options.keepAliveInterval().multipliedBy(options.keepAliveCount() + 1))
        .isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void build_tellsAllThatIsWrong() {
    ConnectOptions.Builder builder =
        ConnectOptions.builder()
            .keepAliveInterval(Duration.ofMillis(1500))
            .keepAliveCount(0)
            .connectTimeout(Duration.ZERO);

    assertThatThrownBy(builder::build)
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("keepAliveInterval")
        .hasMessageContaining("keepAliveCount")
        .hasMessageContaining("connectTimeout");
  }
}
