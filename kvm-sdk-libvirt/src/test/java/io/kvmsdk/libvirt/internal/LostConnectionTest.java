package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.libvirt.RequiresQemu;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The line to the daemon is cut. */
@RequiresQemu
@Timeout(180)
@RequiresLibvirt
class LostConnectionTest {
  private static final Path DAEMON = Path.of("/var/run/libvirt/libvirt-sock");

  @TempDir Path directory;
  private SocketProxy proxy;
  private LibvirtDriver driver;

  @BeforeEach
  void connectThroughTheProxy() throws IOException {
    proxy = new SocketProxy(directory.resolve("sock"), DAEMON);
    driver = LibvirtDriver.connect(URI.create("qemu+unix:///system?socket=" + proxy.socket()));
    assertThat(driver.domains().list()).isNotNull();
  }

  @AfterEach
  void close() throws IOException {
    driver.close();
    proxy.close();
  }

  @Test
  void calls_sayThatTheConnectionIsLost() throws IOException {
    proxy.close();

    assertThatThrownBy(() -> driver.domains().list())
        .isInstanceOfSatisfying(
            ConnectionLostException.class, e -> assertThat(e.retryable()).isTrue())
        .hasMessageContaining("connection 'qemu+unix:///system")
        .hasMessageContaining("connects anew");
    assertThatThrownBy(() -> driver.domains().findByName("web"))
        .isInstanceOf(ConnectionLostException.class);
  }

  /**
   * As in a migration that this process makes: whose daemon is gone, no error of libvirt's says.
   */
  @Test
  void calls_onTwoConnections_sayWhenEitherIsLost(@TempDir Path folder) throws IOException {
    try (Connection other = TestHost.connection(folder)) {
      assertThatThrownBy(
              () ->
                  driver
                      .connection()
                      .call(
                          c -> {
                            cut();
                            return other.call(o -> hostname(other, c));
                          }))
          .isInstanceOf(ConnectionLostException.class);
    }
  }

  private void cut() {
    try {
      proxy.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of {@code c}, told as {@code other}'s error. */
  private static String hostname(Connection other, NativeConnection c) {
    return other.check(other.subject(), other.api().virConnectGetHostname(c)).toString();
  }

  @Test
  void close_isHarmlessThen() throws IOException {
    driver.events().listen(DomainEvent.class, Set.of(DomainEvent.class), event -> {});
    proxy.close();

    driver.close();
  }
}
