package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmsdk.ConnectOptions;
import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.libvirt.LibvirtException;
import io.kvmsdk.libvirt.RequiresLibvirt;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
  @TempDir Path directory;

  @Test
  @RequiresLibvirt
  void kvmConnect_findsTheProvider() throws IOException {
    URI uri = TestHost.uri(directory);

    try (Hypervisor kvm = Kvm.connect(uri)) {
      assertThat(kvm.uri()).isEqualTo(uri);
      assertThat(kvm.domains().get("web").uuid()).isEqualTo(TestHost.WEB);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test:///default",
        "qemu:///system",
        "qemu+ssh://root@host/system",
        "qemu+unix:///system?socket=/run/x",
        "ch:///system"
      })
  void provider_acceptsLibvirtsUris(String uri) {
    assertThat(new LibvirtProvider().accepts(URI.create(uri))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fake:///", "/qemu", "http://host/", "qemux:///system"})
  void provider_leavesOthersAlone(String uri) {
    assertThat(new LibvirtProvider().accepts(URI.create(uri))).isFalse();
  }

  @Test
  @RequiresLibvirt
  void connect_saysThatNoDaemonRuns() {
    URI uri = URI.create("qemu+unix:///system?socket=" + directory.resolve("libvirt-sock"));

    assertThatThrownBy(() -> LibvirtDriver.connect(uri))
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageContaining(directory.resolve("libvirt-sock").toString())
        .hasMessageContaining("systemctl start libvirtd")
        .hasCauseInstanceOf(LibvirtException.class);
  }

  @Test
  @RequiresLibvirt
  void connect_saysThatNobodyListensOnTheSocket() throws IOException {
    Path socket = directory.resolve("s");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    server.close();

    assertThat(Files.exists(socket)).isTrue();
    assertThatThrownBy(
            () -> LibvirtDriver.connect(URI.create("qemu+unix:///system?socket=" + socket)))
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageContaining("Nothing listens");
  }

  @Test
  @RequiresLibvirt
  void connect_refusesABrokenDescriptionOfATestHost() throws IOException {
    Path broken = Files.writeString(directory.resolve("broken.xml"), "<node><domain");

    assertThatThrownBy(() -> LibvirtDriver.connect(URI.create("test://" + broken)))
        .isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void load_namesThePackageWhenTheLibraryIsMissing() {
    assertThatThrownBy(() -> LibvirtLibrary.load("virt-that-is-not-there"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("libvirt0")
        .hasCauseInstanceOf(UnsatisfiedLinkError.class);
  }

  @Test
  @RequiresLibvirt
  void connect_mayTakeForEver() throws IOException {
    ConnectOptions options =
        ConnectOptions.builder().connectTimeout(ChronoUnit.FOREVER.getDuration()).build();

    try (LibvirtDriver driver = LibvirtDriver.connect(TestHost.uri(directory), options)) {
      assertThat(driver.domains().list()).isNotEmpty();
    }
  }

  @Test
  @RequiresLibvirt
  void close_twiceIsHarmless() throws IOException {
    LibvirtDriver driver = TestHost.connect(directory);

    driver.close();
    driver.close();

    assertThatThrownBy(() -> driver.domains().list())
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("has been closed");
    assertThatThrownBy(() -> listen(driver)).isInstanceOf(ConflictException.class);
  }

  @Test
  @RequiresLibvirt
  void close_letsTheCallsInFlightEnd() throws IOException {
    Connection connection = TestHost.connection(directory);

    String name =
        connection.call(
            c -> {
              connection.close();
              return connection.api().virConnectGetHostname(c).toString();
            });

    assertThat(name).isNotEmpty();
    KvmException thrown =
        catchThrowableOfType(ConflictException.class, () -> connection.call(c -> 0));
    assertThat(thrown.subject()).isEqualTo(connection.subject());
  }

  private static void listen(LibvirtDriver driver) {
    driver.events().listen(DomainEvent.class, Set.of(DomainEvent.class), event -> {});
  }
}
