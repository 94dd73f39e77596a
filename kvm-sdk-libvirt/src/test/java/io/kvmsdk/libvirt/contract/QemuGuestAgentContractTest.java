package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.error.Subject;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.GuestAgentContract;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libvirt itself speaks to the agent; {@link MiniGuest} holds its door open in the machine. */
@RequiresQemu
class QemuGuestAgentContractTest extends GuestAgentContract {
  @TempDir static Path folder;

  private static AgentSocket socket;
  private static SharedGuest guest;

  @BeforeAll
  static void listen() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path path = folder.resolve("agent");
    socket = new AgentSocket(path);
    guest =
        new SharedGuest(
            "<channel type='unix'><source mode='connect' path='"
                + path
                + "'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>");
  }

  @AfterAll
  static void removeTheGuest() throws IOException {
    guest.remove();
    socket.close();
  }

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected Domain guest() {
    socket.agent(inside);
    Domain domain = guest.on(kvm, folder);
    if (!domain.state().active()) {
      domain.start();
    }
    kvm.pacer()
        .await(
            Subject.of("domain", domain.name()),
            "waiting for its agent",
            Duration.ofMinutes(2),
            () -> Optional.of(domain.xml()).filter(x -> x.contains("state='connected'")),
            () -> "");
    return domain;
  }

  /** The agent of Windows adds a zone, and any other may say what it likes. */
  @Test
  void addresses_areThoseThatMakeSense() {
    Domain domain = guest();
    String addresses =
        Stream.of("fe80::1%12/64", "no address/24", "192.0.2.1/99", "192.0.2.2/24")
            .map(address -> address.split("/"))
            .map(
                a ->
                    "{'ip-address-type':'ipv4','ip-address':'%s','prefix':%s}"
                        .formatted(a[0], a[1]))
            .collect(Collectors.joining(",", "[", "]"));
    String answer =
        Stream.of("52:54:00:00:00:01", "nonsense")
            .map(mac -> "{'name':'%1$s','hardware-address':'%1$s','ip-addresses':".formatted(mac))
            .map(card -> card + addresses + "}")
            .collect(Collectors.joining(",", "{'return':[", "]}"));
    inside.answer("guest-network-get-interfaces", answer.replace('\'', '"'));

    assertThat(domain.addresses(AddressSource.AGENT))
        .extracting(InterfaceAddress::ip)
        .containsExactly(Cidr.of("fe80::1/64"), Cidr.of("192.0.2.2/24"));
    assertThat(domain.waitUntilAddress(Duration.ofMinutes(1)).getHostAddress())
        .isEqualTo("192.0.2.2");
  }

  /** A daemon reads nothing more of a client that has five calls under way, not even a ping. */
  @Test
  void callsThatNoAgentAnswers_holdUpNoOthers() throws Exception {
    Domain domain = guest();
    inside.silence("guest-get-host-name");
    domain.agent().responseTimeout(Duration.ofMinutes(10));
    ExecutorService threads = Executors.newCachedThreadPool();

    List<Future<String>> hanging =
        Stream.generate(() -> threads.submit(() -> domain.agent().hostname())).limit(6).toList();
    try {
      for (int i = 0; i < 500; i++) {
        kvm.domains().list();
      }
      assertThat(hanging).noneMatch(Future::isDone);
    } finally {
      domain.destroy();
      threads.shutdown();
      for (Future<String> call : hanging) {
        assertThat(call).failsWithin(Duration.ofMinutes(1));
      }
    }
  }

  @Override
  protected Domain withoutAgent(String name) {
    return started(plain(name).guestAgent(true));
  }

  @Override
  protected Domain withoutChannel() {
    return started(plain(run + "-n").guestAgent(false));
  }

  private static DomainSpec.Builder plain(String name) {
    return DomainSpec.builder().name(name).memory(ByteSize.mib(16)).accelerator(Accelerator.TCG);
  }

  private Domain started(DomainSpec.Builder spec) {
    Domain domain = kvm.domains().define(spec.build());
    domain.start();
    return domain;
  }
}
