package io.kvmsdk.libvirt.internal;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.NetworkDriver;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Networks, bridges and ports that are missing, off or taken. */
@RequiresQemu
@Timeout(300)
class QemuNetworkFailuresTest {
  private static final String ADDRESS = "10.213.91.1";

  private final String name = QemuHost.name("net");
  private FailingGuest guests;
  private NetworkDriver networks;

  @BeforeEach
  void connect() {
    guests = new FailingGuest(QemuHost.connect());
    networks = guests.driver.networks();
  }

  @AfterEach
  void removeAll() {
    guests.close();
    for (String network : new String[] {name, name + "-2"}) {
      QemuHost.virsh("net-destroy", network);
      QemuHost.virsh("net-undefine", network);
    }
  }

  private ObjectRef network(String network, String rest) {
    return networks.define("<network><name>" + network + "</name>" + rest + "</network>");
  }

  private static String ip(String dhcp) {
    return "<ip address='" + ADDRESS + "' netmask='255.255.255.0'>" + dhcp + "</ip>";
  }

  private static String card(String network) {
    return "<interface type='network'><source network='" + network + "'/></interface>";
  }

  @Test
  @Proves(KnownFailure.NETWORK_INACTIVE)
  void aNetworkThatIsOff() {
    network(name, ip(""));

    Provoked.by(
            KnownFailure.NETWORK_INACTIVE,
            ConflictException.class,
            () -> guests.startWith(card(name)))
        .with("network", name)
        .cured("Start the network " + name, "autostart");
  }

  @Test
  @Proves(KnownFailure.NETWORK_MISSING)
  void aNetworkThatIsNotThere() {
    Provoked.by(
            KnownFailure.NETWORK_MISSING,
            NotFoundException.class,
            () -> guests.startWith(card(name)))
        .with("network", name)
        .cured("Define the network " + name);
  }

  @Test
  @Proves(KnownFailure.SUBNET_TAKEN)
  void addressesThatAnInterfaceHas() {
    networks.create(network(name, "<bridge name='kvmsdk-b1'/>" + ip("")).uuid());
    ObjectRef second = network(name + "-2", ip(""));

    Provoked.by(
            KnownFailure.SUBNET_TAKEN,
            ConflictException.class,
            () -> networks.create(second.uuid()))
        .with("interface", "kvmsdk-b1");
  }

  @Test
  @Proves(KnownFailure.BRIDGE_MISSING)
  void aBridgeThatIsNotThere() {
    Provoked.by(
            KnownFailure.BRIDGE_MISSING,
            NotFoundException.class,
            () ->
                guests.startWith(
                    "<interface type='bridge'><source bridge='kvmsdk-nobr'/></interface>"))
        .with("bridge", "kvmsdk-nobr");
  }

  @Test
  @Proves(KnownFailure.BRIDGE_NAME_TOO_LONG)
  void aBridgeWithANameTooLongForTheKernel() {
    ObjectRef network = network(name, "<bridge name='kvmsdk-longer-than-15'/>" + ip(""));

    Provoked.by(
            KnownFailure.BRIDGE_NAME_TOO_LONG,
            InvalidSpecException.class,
            () -> networks.create(network.uuid()))
        .with("bridge", "kvmsdk-longer-than-15")
        .cured("15 characters");
  }

  /** Also libvirt's own choice, where two networks were defined at one moment. */
  @Test
  @Proves(KnownFailure.BRIDGE_TAKEN)
  void aBridgeThatIsThereAlready() {
    ObjectRef network = network(name, "<bridge name='kvmsdk-b3'/>" + ip(""));
    Tool.run("ip", "link", "add", "kvmsdk-b3", "type", "bridge").orFail();
    try {
      Provoked.by(
              KnownFailure.BRIDGE_TAKEN,
              ConflictException.class,
              () -> networks.create(network.uuid()))
          .with("bridge", "kvmsdk-b3")
          .cured("another name");
    } finally {
      Tool.run("ip", "link", "delete", "kvmsdk-b3").orFail();
    }
  }

  /** The other server has the address already, on the loopback. */
  @Test
  @Proves(KnownFailure.DNSMASQ_PORT_BUSY)
  void aDnsPortThatAnotherServerHolds() throws IOException {
    ObjectRef network =
        network(
            name,
            "<bridge name='kvmsdk-b2'/>"
                + ip("<dhcp><range start='10.213.91.9' end='10.213.91.9'/></dhcp>"));
    Tool.run("ip", "address", "add", ADDRESS + "/32", "dev", "lo").orFail();
    try (ServerSocket other = new ServerSocket(53, 1, InetAddress.getByName(ADDRESS))) {
      Provoked.by(
              KnownFailure.DNSMASQ_PORT_BUSY,
              ConflictException.class,
              () -> networks.create(network.uuid()))
          .cured("bind-interfaces");
    } finally {
      Tool.run("ip", "address", "delete", ADDRESS + "/32", "dev", "lo").orFail();
    }
  }

  @Test
  @Proves(KnownFailure.VNC_PORT_BUSY)
  void aVncPortThatIsTaken() throws IOException {
    try (ServerSocket other = listener(5950)) {
      Provoked.by(
              KnownFailure.VNC_PORT_BUSY,
              ConflictException.class,
              () -> guests.startWith(vnc(other.getLocalPort())))
          .with("port", other.getLocalPort())
          .cured("autoport", "127.0.0.1, display " + (other.getLocalPort() - 5900));
    }
  }

  private static String vnc(int port) {
    return "<graphics type='vnc' port='" + port + "' listen='127.0.0.1'/>";
  }

  @Test
  @Proves(KnownFailure.PORT_BUSY)
  void aSerialPortOverTcpThatIsTaken() throws IOException {
    try (ServerSocket other = listener(0)) {
      String port = String.valueOf(other.getLocalPort());
      Provoked.by(
              KnownFailure.PORT_BUSY,
              ConflictException.class,
              () ->
                  guests.startWith(
                      "<serial type='tcp'><source mode='bind' host='127.0.0.1' service='"
                          + port
                          + "'/><protocol type='raw'/></serial>"))
          .with("port", port);
    }
  }

  /** On the first free port from {@code first} on. */
  private static ServerSocket listener(int first) throws IOException {
    InetAddress here = InetAddress.getByName("127.0.0.1");
    for (int port = first; ; port++) {
      try {
        return new ServerSocket(port, 1, here);
      } catch (java.net.BindException taken) {
        // The next one, then.
      }
    }
  }
}
