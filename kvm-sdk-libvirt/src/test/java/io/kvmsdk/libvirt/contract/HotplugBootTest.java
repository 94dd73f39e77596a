package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.GuestAgent;
import io.kvmsdk.domain.GuestVcpu;
import io.kvmsdk.domain.SuspendTarget;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.provision.SpawnSpec;
import io.kvmsdk.testkit.fixture.GoldenFixtures;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.MacAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a guest with an operating system does: it uses what it gets, and lets go of it. */
@Tag("boot")
@RequiresTool(
    value = {"virsh", "-c", "qemu:///system", "version"},
    debianPackage = "libvirt-daemon-system, libvirt-clients and qemu-system-x86")
@RequiresTool(
    value = {"mmdebstrap", "--version"},
    debianPackage = "mmdebstrap")
class HotplugBootTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  /** By their sizes in sectors, since the guest names disks in an order of its own. */
  private static final String[] DISKS_OF_64_MIB = {
    "sh", "-c", "cat /sys/block/*/size | grep -cx 131072"
  };

  /** It says that this has begun; asked whether it has ended, it may be gone already. */
  private static final String RESTART_AGENT =
      """
      {"execute": "guest-exec", "arguments": {"path": "systemd-run", "arg": ["--no-block",
       "sh", "-c", "systemctl stop qemu-guest-agent; systemctl start qemu-guest-agent"]}}
      """;

  @TempDir Path folder;

  private GoldenHost host;
  private Domain domain;

  @BeforeEach
  void open() {
    host = new GoldenHost();
  }

  @AfterEach
  void removeWhatIsLeft() {
    host.close();
  }

  private void boot() {
    Golden golden =
        Provision.on(host.kvm)
            .golden("debian")
            .from(GoldenFixtures.lite())
            .pool(host.run)
            .generalize(Generalize.NONE)
            .publish();
    SpawnSpec request =
        SpawnSpec.builder()
            .domain(
                host.machine(folder.resolve("console"))
                    .network(host.run)
                    .vcpus(1)
                    .maxVcpus(2)
                    .addRawXml("<pm><suspend-to-mem enabled='yes'/></pm>")
                    .build())
            .diskSize(ByteSize.gib(3))
            .cloudInit(c -> c.addAuthorizedKey(GoldenHost.KEY))
            .build();
    domain = golden.planSpawn(request).apply().domain();
    host.said(folder.resolve("console"), 1);
    domain.agent().waitUntilReady(LONG);
  }

  private static Tool.Result virsh(Object... words) {
    Object[] command = new Object[words.length + 3];
    System.arraycopy(new Object[] {"virsh", "-c", "qemu:///system"}, 0, command, 0, 3);
    System.arraycopy(words, 0, command, 3, words.length);
    return Tool.run(command);
  }

  /** Waits until a command in the guest says that. */
  private void awaitInGuest(String wanted, String... command) {
    AtomicReference<String> last = new AtomicReference<>("");
    host.kvm
        .pacer()
        .await(
            Subject.of("domain", domain.name()),
            "waiting for " + wanted + " from " + List.of(command),
            LONG,
            () -> {
              last.set(domain.agent().exec(command).output().strip());
              return Optional.of(last.get()).filter(wanted::equals);
            },
            last::get);
  }

  /** Does something, and gives the event that came of it. */
  private <E extends DomainEvent.OfDomain> E event(Class<E> kind, Runnable action) {
    return domain.waitUntilEvent(kind, e -> true, action, LONG);
  }

  @Test
  void aGuest_takesAndLetsGoOfDevices_processorsAndMemory() {
    boot();

    checkDisk();
    checkInterface();
    checkBalloon();
    checkAgentsLife();
    checkProcessors();
  }

  /**
   * In a guest of its own: one that slept notices no new devices, with a processor that came it may
   * not wake, and with one that went QEMU 7.2 may crash.
   */
  @Test
  void aGuest_sleepsAndIsWoken() {
    boot();

    event(DomainEvent.PmSuspend.class, () -> domain.agent().suspend(SuspendTarget.MEMORY));
    domain.waitUntil(DomainState.PMSUSPENDED, LONG);
    event(DomainEvent.PmWakeup.class, domain::pmWakeup);

    domain.waitUntil(DomainState.RUNNING, LONG);
    domain.agent().waitUntilReady(LONG);
    assertThat(domain.agent().exec("journalctl", "-kb", "--no-pager").output())
        .contains("PM: suspend entry (deep)", "PM: suspend exit");
  }

  private void checkDisk() {
    host.pool.create(v -> v.name("extra.qcow2").capacity(ByteSize.mib(64)));

    DomainDisk disk = domain.attachDisk(d -> d.volume(host.run, "extra.qcow2"));
    awaitInGuest("1", DISKS_OF_64_MIB);
    event(
        DomainEvent.DeviceRemoved.class,
        () -> domain.detachDevice("<disk><target dev='" + disk.target() + "'/></disk>", LONG));

    awaitInGuest("0", DISKS_OF_64_MIB);
    assertThat(virsh("domblklist", domain.name()).orFail().output()).doesNotContain("extra");
  }

  private void checkInterface() {
    MacAddress mac = domain.attachInterface(i -> i.network(host.run));
    awaitInGuest(mac.text(), "sh", "-c", "cat /sys/class/net/*/address | grep " + mac.text());

    List<Change> done =
        domain.update(d -> d.interfaces(domain.spec().interfaces().subList(0, 1)).vcpus(2));

    assertThat(done).extracting(Change::effect).containsOnly(Effect.LIVE);
    awaitInGuest("", "sh", "-c", "cat /sys/class/net/*/address | grep " + mac.text());
    assertThat(virsh("domiflist", domain.name()).orFail().output()).doesNotContain(mac.text());
  }

  /** The second came with the update of before; first the guest alone does without it. */
  private void checkProcessors() {
    assertThat(virsh("vcpucount", domain.name(), "--live", "--active").orFail().output().strip())
        .isEqualTo("2");
    awaitInGuest("0-1", "cat", "/sys/devices/system/cpu/present");
    GuestAgent agent = domain.agent();
    agent.setVcpus(Set.of(1), true);
    assertThat(agent.vcpus()).extracting(GuestVcpu::online).containsExactly(true, true);
    awaitInGuest("2", "nproc");

    agent.setVcpus(Set.of(1), false);

    awaitInGuest("1", "nproc");
    assertThat(virsh("guestvcpus", domain.name()).orFail().output())
        .containsPattern("online *: 0\n");
    unplugProcessor();
  }

  /**
   * The guest lets go of it, and QEMU takes it away. Under TCG (7.2) QEMU does not say so, since
   * something holds on to the processor; libvirt then gives up after five seconds, and so do we.
   */
  private void unplugProcessor() {
    Throwable thrown =
        catchThrowable(
            () ->
                domain
                    .planUpdate(d -> d.vcpus(1))
                    .apply(ProgressListener.NONE, Duration.ofSeconds(6)));

    if (thrown != null) {
      assertThat(thrown)
          .isInstanceOf(TimedOutException.class)
          .hasMessageContaining("let go of all but 1 vCPUs")
          .hasMessageContaining("still has 2");
    }
    awaitInGuest("0", "cat", "/sys/devices/system/cpu/present");
    assertThat(
            virsh("qemu-monitor-command", domain.name(), "{\"execute\":\"query-cpus-fast\"}")
                .orFail()
                .output())
        .contains("\"cpu-index\":0")
        .doesNotContain("\"cpu-index\":1");
  }

  private void checkBalloon() {
    DomainEvent.BalloonChange shrunk =
        domain.waitUntilEvent(
            DomainEvent.BalloonChange.class,
            e -> e.memory().equals(ByteSize.mib(400)),
            () -> domain.memory(ByteSize.mib(400)),
            LONG);
    assertThat(shrunk.uuid()).isEqualTo(domain.uuid());
    assertThat(DomainXml.parse(domain.xml()).currentMemory()).isEqualTo(ByteSize.mib(400));
    long less = memoryInGuest();
    assertThat(less).isLessThan(400 << 10);

    domain.waitUntilEvent(
        DomainEvent.BalloonChange.class,
        e -> e.memory().equals(ByteSize.mib(512)),
        () -> domain.memory(ByteSize.mib(512)),
        LONG);

    assertThat(memoryInGuest()).isGreaterThan(less + (100 << 10));
  }

  private long memoryInGuest() {
    String total = domain.agent().exec("grep", "MemTotal", "/proc/meminfo").output();
    return Long.parseLong(total.replaceAll("\\D", ""));
  }

  /** Its service goes and comes by one of the guest's, since nobody could start it again. */
  private void checkAgentsLife() {
    DomainEvent.AgentLifecycle gone =
        event(DomainEvent.AgentLifecycle.class, () -> domain.agent().command(RESTART_AGENT));
    assertThat(gone.state()).isEqualTo(DomainEvent.AgentLifecycle.State.DISCONNECTED);
    assertThat(gone.reason()).isEqualTo(DomainEvent.AgentLifecycle.Reason.CHANNEL);
    domain.agent().waitUntilReady(LONG);
  }
}
