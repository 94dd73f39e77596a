package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainEvent.Lifecycle.Kind;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.GuestAddress;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.DomainDriver;
import io.kvmsdk.internal.driver.DriverHypervisor;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.CapabilitiesXml;
import io.kvmsdk.internal.xml.GuestKind;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.value.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** libvirt's domain functions on QEMU; virsh says whether they did what they say. */
@RequiresQemu
@Timeout(300)
class QemuDomainsTest {
  private final String name = QemuHost.name("guest");
  private final BlockingQueue<DomainEvent.Lifecycle> events = new LinkedBlockingQueue<>();
  private LibvirtDriver driver;
  private DomainDriver domains;

  @BeforeEach
  void connect() {
    driver = QemuHost.connect();
    domains = driver.domains();
  }

  @AfterEach
  void removeEverything() {
    QemuHost.virsh("destroy", name);
    QemuHost.virsh("undefine", name);
    QemuHost.virsh("net-destroy", name);
    QemuHost.virsh("net-undefine", name);
    driver.close();
  }

  private String guest(String devices) {
    return """
    <domain type='qemu'>
      <name>%s</name>
      <memory unit='MiB'>64</memory>
      <vcpu>1</vcpu>
      <os><type arch='x86_64' machine='q35'>hvm</type><boot dev='network'/></os>
      <features><acpi/></features>
      <devices>%s</devices>
    </domain>
    """
        .formatted(name, devices);
  }

  @Test
  void lifecycle_isWhatVirshSees() throws InterruptedException {
    driver
        .events()
        .listen(
            DomainEvent.class,
            Set.of(DomainEvent.Lifecycle.class),
            event -> {
              // QEMU may or may not find the time to announce its own end before it is killed.
              if (event instanceof DomainEvent.Lifecycle e
                  && e.name().equals(name)
                  && e.kind() != Kind.SHUTDOWN) {
                events.add(e);
              }
            });

    ObjectRef guest = domains.define(guest(""));
    assertThat(QemuHost.ask("domuuid", name)).isEqualTo(guest.uuid().toString());
    domains.autostart(guest.uuid(), true);
    assertThat(QemuHost.ask("dominfo", name)).containsPattern("Autostart: +enable");
    domains.create(guest.uuid());
    assertThat(QemuHost.ask("domstate", name)).isEqualTo("running");
    assertThatThrownBy(() -> domains.create(guest.uuid())).isInstanceOf(ConflictException.class);
    domains.suspend(guest.uuid());
    assertThat(QemuHost.ask("domstate", name)).isEqualTo("paused");
    domains.resume(guest.uuid());
    assertThat(domains.state(guest.uuid())).isEqualTo(DomainState.RUNNING);
    domains.destroy(guest.uuid());
    assertThat(QemuHost.ask("domstate", name)).isEqualTo("shut off");
    domains.undefine(guest.uuid(), Nvram.REMOVE);
    assertThat(QemuHost.ask("list", "--all", "--name")).doesNotContain(name);

    for (Kind kind :
        List.of(
            Kind.DEFINED,
            Kind.RESUMED,
            Kind.STARTED,
            Kind.SUSPENDED,
            Kind.RESUMED,
            Kind.STOPPED,
            Kind.UNDEFINED)) {
      assertThat(events.take().kind()).isEqualTo(kind);
    }
  }

  @Test
  void define_refusesATakenNameAndABrokenDocument() {
    domains.define(guest(""));

    assertThatThrownBy(() -> domains.define(guest("")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageStartingWith("domain '" + name + "': ");
    assertThatThrownBy(() -> domains.define(guest("<toaster/>")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("Extra element devices in interleave; ");
    assertThatThrownBy(() -> domains.define(guest("").replace("type='qemu'", "type='xen'")))
        .isInstanceOfAny(InvalidSpecException.class, UnsupportedException.class);
  }

  @Test
  void xml_includesSecretsAndTheNextBootsDocument() {
    ObjectRef guest =
        domains.define(guest("<graphics type='vnc' port='-1' autoport='yes' passwd='s3cret'/>"));

    assertThat(domains.xml(guest.uuid(), true)).contains("passwd='s3cret'");
    assertThat(domains.xml(guest.uuid(), true))
        .isEqualToIgnoringWhitespace(
            QemuHost.ask("dumpxml", name, "--security-info", "--inactive"));
  }

  @Test
  void undefine_removesASavedStateToo() {
    ObjectRef guest = domains.define(guest(""));
    domains.create(guest.uuid());
    QemuHost.virsh("managedsave", name).orFail();

    domains.undefine(guest.uuid(), Nvram.REMOVE);

    assertThat(domains.findByName(name)).isEmpty();
  }

  @Test
  void leasesAndAddresses_areWhatVirshSeesOfAGuestThatAsksForOne()
      throws InterruptedException, IOException {
    ObjectRef network =
        driver
            .networks()
            .define(
                """
                <network>
                  <name>%s</name>
                  <bridge name='kvmsdk-b77'/>
                  <ip address='10.213.77.1' netmask='255.255.255.0'>
                    <dhcp>
                      <range start='10.213.77.50' end='10.213.77.89'/>
                      <bootp file='none'/>
                    </dhcp>
                  </ip>
                </network>
                """
                    .formatted(name));
    driver.networks().create(network.uuid());
    assertThat(driver.networks().leases(network.uuid())).isEmpty();
    ObjectRef guest =
        domains.define(
            guest(
                "<interface type='network'><source network='"
                    + name
                    + "'/><mac address='52:54:00:77:00:01'/><model type='virtio'/></interface>"));
    domains.create(guest.uuid());

    DhcpLease lease = awaitLease(network);

    assertThat(QemuHost.ask("net-dhcp-leases", name))
        .contains(lease.mac().toString(), lease.ip().toString());
    assertThat(lease.mac()).hasToString("52:54:00:77:00:01");
    assertThat(lease.expiry().getEpochSecond() * 1000)
        .isBetween(System.currentTimeMillis(), System.currentTimeMillis() + 3_700_000);
    assertThat(domains.addresses(guest.uuid(), AddressSource.LEASE))
        .singleElement()
        .satisfies(
            a -> {
              assertThat(a.ip()).isEqualTo(lease.ip());
              assertThat(a.mac()).isEqualTo(lease.mac());
            });
    assertThat(QemuHost.ask("domifaddr", name, "--source", "lease"))
        .contains(lease.ip().toString());
    assertThatThrownBy(() -> domains.addresses(guest.uuid(), AddressSource.AGENT))
        .isInstanceOfAny(UnsupportedException.class, ConflictException.class);
    checkArp(guest, lease);
    checkThatTheNewestLeaseWins(lease);
  }

  /**
   * iPXE asks the host, which is its TFTP server, for a file, and so comes into its ARP table. Not
   * every libvirt can read that: 9.0 says "wrong nlmsg len" on some kernels.
   */
  private void checkArp(ObjectRef guest, DhcpLease lease) throws InterruptedException {
    if (QemuHost.virsh("domifaddr", name, "--source", "arp").exit() != 0) {
      assertThatThrownBy(() -> domains.addresses(guest.uuid(), AddressSource.ARP))
          .isInstanceOf(KvmException.class)
          .hasMessageContaining(name);
      return;
    }
    List<InterfaceAddress> seen = List.of();
    while (seen.isEmpty()) {
      driver.pacer().pause(Duration.ofMillis(250));
      seen = domains.addresses(guest.uuid(), AddressSource.ARP);
    }
    assertThat(seen).extracting(a -> a.ip().address()).containsExactly(lease.ip().address());
  }

  /** As with a guest that asked again by another client id: into libvirt's own list of leases. */
  private void checkThatTheNewestLeaseWins(DhcpLease lease) throws IOException {
    Cidr newer = Cidr.of("10.213.77.98/24");
    Path status = Path.of("/var/lib/libvirt/dnsmasq", bridge() + ".status");
    String entry =
        """
        , {"ip-address": "%s", "mac-address": "%s", "client-id": "ff:00", "expiry-time": %d}]
        """
            .formatted(
                newer.address().getHostAddress(),
                lease.mac(),
                lease.expiry().plusSeconds(60).getEpochSecond());
    Files.writeString(status, Files.readString(status).strip().replaceFirst("]$", entry));
    assertThat(QemuHost.ask("net-dhcp-leases", name))
        .contains(lease.ip().toString(), newer.toString());

    Domain domain = new DriverHypervisor(driver).domains().get(name);

    assertThat(domain.leases()).hasSize(2);
    assertThat(domain.waitUntilAddress(Duration.ofMinutes(2))).isEqualTo(newer.address());
    assertThat(domain.addresses())
        .filteredOn(a -> a.seenBy().contains(AddressSource.LEASE))
        .containsExactly(new GuestAddress(lease.mac(), newer, Set.of(AddressSource.LEASE)));
  }

  private String bridge() {
    return QemuHost.ask("net-info", name)
        .lines()
        .filter(l -> l.startsWith("Bridge:"))
        .map(l -> l.substring(7).strip())
        .findFirst()
        .orElseThrow();
  }

  /** iPXE, in the network card, asks for an address some seconds after the start. */
  private DhcpLease awaitLease(ObjectRef network) throws InterruptedException {
    List<DhcpLease> leases = List.of();
    while (leases.isEmpty()) {
      driver.pacer().pause(Duration.ofMillis(250));
      leases = driver.networks().leases(network.uuid());
    }
    return leases.get(0);
  }

  @Test
  void addresses_ofAStoppedGuestAreAConflict() {
    ObjectRef guest = domains.define(guest(""));

    assertThatThrownBy(() -> domains.addresses(guest.uuid(), AddressSource.LEASE))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("not running");
  }

  @Test
  void capabilities_areLibvirtsDocuments() {
    assertThat(driver.capabilitiesXml()).startsWith("<capabilities>");
    assertThat(driver.domainCapabilitiesXml(machine("q35")))
        .contains("<domain>qemu</domain>", "q35");
    assertThatThrownBy(() -> driver.domainCapabilitiesXml(machine("toaster")))
        .isInstanceOf(InvalidSpecException.class);
  }

  /** No processor that is still sold has 3DNow!. */
  @Test
  void aHostsProcessor_isComparedWithAnother() {
    String own = CapabilitiesXml.parse(driver.capabilitiesXml()).hostCpu().orElseThrow();
    String more = own.replace("</cpu>", "<feature name='3dnowext'/></cpu>");

    assertThat(driver.migrations().hostCpuProblem(own)).isEmpty();
    assertThat(driver.migrations().hostCpuProblem(more)).get().asString().contains("3dnowext");
  }

  private static GuestKind machine(String name) {
    return GuestKind.of("x86_64", Optional.of(name), "qemu");
  }

  /** QEMU itself, asked without libvirt whether a processor like the host's can be had. */
  @Test
  @RequiresTool(
      value = {"qemu-system-x86_64", "--version"},
      debianPackage = "qemu-system-x86")
  void usableAccelerator_isKvmJustWhereQemuCanSetAProcessorUp() {
    boolean runs =
        Tool.run(
                    "sh",
                    "-c",
                    "echo quit | qemu-system-x86_64 -accel kvm -cpu host -m 32 -nodefaults"
                        + " -display none -monitor stdio")
                .exit()
            == 0;

    assertThat(driver.usableAccelerator()).isEqualTo(runs ? Accelerator.KVM : Accelerator.TCG);
    awaitNoProbe();
  }

  /** Another process of the tests may be looking at this moment, too, but not for long. */
  private void awaitNoProbe() {
    driver
        .pacer()
        .await(
            Subject.of("host", QemuHost.URI),
            "waiting for the end of all probes",
            Duration.ofMinutes(2),
            () ->
                Optional.of(QemuHost.ask("list", "--all", "--name"))
                    .filter(names -> !names.contains("kvmsdk-probe-")),
            () -> QemuHost.ask("list", "--all", "--name"));
  }
}
