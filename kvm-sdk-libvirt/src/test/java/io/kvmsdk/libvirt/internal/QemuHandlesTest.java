package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.DomainState;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.driver.DomainDriver;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.libvirt.RequiresQemu;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kept handles save round trips, and nobody notices when somebody else changes the object. */
@RequiresQemu
@Timeout(180)
class QemuHandlesTest {
  private static final Path DAEMON = Path.of("/var/run/libvirt/libvirt-sock");

  private static final String VOLUME =
      "<volume><name>v</name><capacity unit='KiB'>64</capacity><allocation>0</allocation>"
          + "<target><format type='raw'/></target></volume>";

  @TempDir Path directory;
  private final String name = QemuHost.name("handle");
  private final UUID uuid = UUID.randomUUID();
  private SocketProxy proxy;
  private LibvirtDriver driver;
  private DomainDriver domains;

  @BeforeEach
  void connect() throws IOException {
    proxy = new SocketProxy(directory.resolve("sock"), DAEMON);
    driver = LibvirtDriver.connect(URI.create("qemu+unix:///system?socket=" + proxy.socket()));
    domains = driver.domains();
    define(name);
  }

  private void define(String as) throws IOException {
    String xml =
        """
        <domain type='qemu'>
          <name>%s</name>
          <uuid>%s</uuid>
          <memory unit='MiB'>16</memory>
          <os><type arch='x86_64'>hvm</type></os>
        </domain>
        """;
    Path file = Files.writeString(directory.resolve("domain.xml"), xml.formatted(as, uuid));
    QemuHost.virsh("define", file).orFail();
  }

  @AfterEach
  void removeEverything() throws IOException {
    QemuHost.virsh("destroy", uuid);
    QemuHost.virsh("undefine", uuid);
    driver.close();
    proxy.close();
  }

  private int requestsOf(Runnable calls) {
    int before = proxy.requests();
    calls.run();
    return proxy.requests() - before;
  }

  @Test
  void calls_areOneRoundTripEach_onceTheirObjectIsKnown() {
    assertThat(requestsOf(() -> domains.findByName(name))).isOne();
    assertThat(requestsOf(() -> domains.state(uuid))).isOne();
    assertThat(requestsOf(() -> domains.info(uuid))).isOne();
    assertThat(requestsOf(() -> domains.xml(uuid, true))).isOne();
    assertThat(requestsOf(() -> domains.autostart(uuid))).isOne();
    assertThat(requestsOf(() -> domains.findByUuid(UUID.randomUUID()))).isOne();
  }

  @Test
  void list_isOneRoundTrip_andWhatItListsIsKnown() {
    assertThat(requestsOf(() -> domains.list())).isOne();
    assertThat(requestsOf(() -> domains.state(uuid))).isOne();
  }

  @Test
  void calls_seeTheDomainStartAndStop_whenSomebodyElseDoesIt() {
    assertThat(domains.state(uuid)).isEqualTo(DomainState.SHUTOFF);
    for (int round = 0; round < 2; round++) {
      QemuHost.virsh("start", name, "--paused").orFail();
      assertThat(domains.state(uuid)).isEqualTo(DomainState.PAUSED);
      domains.resume(uuid);
      assertThat(domains.info(uuid).state()).isEqualTo(DomainState.RUNNING);
      QemuHost.virsh("destroy", name).orFail();
      assertThat(domains.state(uuid)).isEqualTo(DomainState.SHUTOFF);
    }
  }

  @Test
  void calls_sayNotFound_whenSomebodyElseUndefinesTheDomain() throws IOException {
    domains.state(uuid);
    QemuHost.virsh("undefine", name).orFail();

    assertThatThrownBy(() -> domains.state(uuid)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> domains.state(uuid)).isInstanceOf(NotFoundException.class);
    assertThat(domains.findByUuid(uuid)).isEmpty();
    define(name);
    assertThat(domains.state(uuid)).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void calls_reachTheDomain_whenSomebodyElseRenamesIt() {
    domains.state(uuid);
    QemuHost.virsh("domrename", name, name + "-2").orFail();

    assertThat(domains.xml(uuid, true)).contains("<name>" + name + "-2</name>");
    assertThat(domains.findByName(name)).isEmpty();
    assertThat(domains.findByName(name + "-2").orElseThrow().uuid()).isEqualTo(uuid);
  }

  @Test
  void calls_reachTheNewDomain_whenItTookTheUuid() throws IOException {
    domains.state(uuid);
    QemuHost.virsh("undefine", name).orFail();
    define(name + "-2");

    assertThat(domains.xml(uuid, true)).contains("<name>" + name + "-2</name>");
    QemuHost.virsh("start", name + "-2").orFail();
    assertThat(domains.state(uuid)).isEqualTo(DomainState.RUNNING);
    assertThat(domains.findByUuid(uuid).orElseThrow().name()).isEqualTo(name + "-2");
  }

  /**
   * A native handle on a volume is the names of its pool and its own, without the pool's UUID:
   * kept, it would lead into a new pool of the same name. Hence each call looks its volume up.
   */
  @Test
  void volumeCalls_neverReachAPoolThatTookTheName() throws IOException {
    StorageDriver storage = driver.storage();
    UUID pool = FolderPool.create(storage, name, directory.resolve("old")).uuid();
    try {
      storage.createVolume(pool, VOLUME);
      storage.volumeInfo(pool, "v");
      assertThat(requestsOf(() -> storage.volumeInfo(pool, "v"))).isEqualTo(2);
      QemuHost.virsh("pool-destroy", name).orFail();
      QemuHost.virsh("pool-undefine", name).orFail();
      UUID other = FolderPool.create(storage, name, directory.resolve("new")).uuid();
      storage.createVolume(other, VOLUME);

      assertThatThrownBy(() -> storage.volumeInfo(pool, "v")).isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> storage.deleteVolume(pool, "v"))
          .isInstanceOf(NotFoundException.class);
      assertThat(storage.volumeExists(other, "v")).isTrue();
    } finally {
      QemuHost.virsh("pool-destroy", name);
      QemuHost.virsh("pool-undefine", name);
    }
  }
}
