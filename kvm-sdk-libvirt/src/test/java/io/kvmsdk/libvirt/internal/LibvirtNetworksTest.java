package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.NetworkDriver;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.libvirt.RequiresLibvirt;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libvirt's network functions, on its test driver. */
@RequiresLibvirt
class LibvirtNetworksTest {
  @TempDir Path directory;
  private LibvirtDriver driver;
  private NetworkDriver networks;

  @BeforeEach
  void connect() throws IOException {
    driver = TestHost.connect(directory);
    networks = driver.networks();
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void list_givesActiveAndDefinedNetworks() {
    ObjectRef defined = networks.define("<network><name>private</name></network>");

    assertThat(networks.list())
        .containsExactlyInAnyOrder(new ObjectRef(TestHost.LAB, "lab"), defined);
    assertThat(networks.findByName("private")).contains(defined);
    assertThat(networks.findByName("nobody")).isEmpty();
  }

  @Test
  void define_refusesATakenName() {
    assertThatThrownBy(() -> networks.define("<network><name>lab</name></network>"))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageStartingWith("network 'lab': ");
  }

  @Test
  void lifecycle_goesFromDefinedToGone() {
    ObjectRef net = networks.define("<network><name>private</name></network>");
    assertThat(networks.active(net.uuid())).isFalse();
    networks.create(net.uuid());
    assertThat(networks.active(net.uuid())).isTrue();
    assertThatThrownBy(() -> networks.create(net.uuid())).isInstanceOf(ConflictException.class);
    networks.autostart(net.uuid(), true);
    assertThat(networks.autostart(net.uuid())).isTrue();
    assertThat(networks.xml(net.uuid())).contains("<name>private</name>");
    networks.destroy(net.uuid());
    networks.undefine(net.uuid());
    assertThatThrownBy(() -> networks.active(net.uuid())).isInstanceOf(NotFoundException.class);
  }

  @Test
  void leases_areUnsupportedByTheTestDriver() {
    assertThatThrownBy(() -> networks.leases(TestHost.LAB))
        .isInstanceOf(UnsupportedException.class);
  }
}
