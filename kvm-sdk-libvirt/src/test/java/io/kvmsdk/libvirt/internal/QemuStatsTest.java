package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.NodeInfo;
import io.kvmsdk.domain.DomainStats;
import io.kvmsdk.domain.DomainStats.Block;
import io.kvmsdk.domain.StatsGroup;
import io.kvmsdk.domain.StatsQuery;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Statistics of a guest under QEMU; virsh says whether they are right, field by field. */
@RequiresQemu
@Timeout(300)
class QemuStatsTest {
  /** What goes on while a guest pauses. */
  private static final String RESTLESS = "cpu\\..*|.*\\.(time|wait|delay)|balloon\\.rss";

  @TempDir Path directory;
  private final String name = QemuHost.name("stats");
  private LibvirtDriver driver;
  private UUID uuid;

  @BeforeEach
  void startAGuest() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path base = directory.resolve("base.qcow2");
    Path top = directory.resolve("top.qcow2");
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", base, "8M").orFail();
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", base, top).orFail();
    driver = QemuHost.connect();
    String xml =
        """
        <domain type='qemu'>
          <name>%s</name>
          <memory unit='MiB'>32</memory>
          <vcpu current='1'>2</vcpu>
          <iothreads>1</iothreads>
          <os><type arch='x86_64' machine='q35'>hvm</type></os>
          <features><acpi/></features>
          <devices>
            <disk type='file'>
              <driver name='qemu' type='qcow2'/>
              <source file='%s'/>
              <target dev='vda' bus='virtio'/>
            </disk>
            <interface type='ethernet'/>
          </devices>
        </domain>
        """;
    uuid = driver.domains().define(xml.formatted(name, top)).uuid();
    QemuHost.virsh("start", name, "--paused").orFail();
  }

  @AfterEach
  void removeEverything() {
    QemuHost.virsh("destroy", name);
    QemuHost.virsh("undefine", name);
    driver.close();
  }

  @Test
  void all_neverFails_whileGuestsDie() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> asking =
        CompletableFuture.supplyAsync(
            () -> {
              int lists = 0;
              while (!done.get()) {
                driver.stats().all(StatsQuery.builder().build());
                lists++;
              }
              return lists;
            });
    try {
      for (int i = 0; i < 8; i++) {
        QemuHost.virsh("destroy", name).orFail();
        QemuHost.virsh("start", name, "--paused").orFail();
      }
    } finally {
      done.set(true);
    }

    assertThat(asking.get()).isPositive();
  }

  @Test
  void stats_areWhatVirshSees_fieldByField() {
    Map<String, String> before;
    Map<String, String> ours;
    Map<String, String> theirs;
    do { // until nothing happens meanwhile: the host itself may send something to the guest's card
      before = virshFields();
      ours = fields();
      theirs = virshFields();
    } while (!restful(before).equals(restful(theirs)));

    assertThat(ours).containsOnlyKeys(theirs.keySet());
    assertThat(restful(ours)).hasSizeGreaterThan(40);
    assertThat(theirs).containsAllEntriesOf(restful(ours));
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    StatsQuery query = StatsQuery.builder().backing(true).build();
    driver.stats().of(uuid, query).fields().forEach((f, value) -> fields.put(f, value.toString()));
    return fields;
  }

  private Map<String, String> virshFields() {
    Map<String, String> fields = new LinkedHashMap<>();
    QemuHost.ask("domstats", "--raw", "--backing", name)
        .lines()
        .skip(1)
        .map(line -> line.strip().split("=", 2))
        .forEach(field -> fields.put(field[0], field[1]));
    return fields;
  }

  private static Map<String, String> restful(Map<String, String> fields) {
    Map<String, String> restful = new LinkedHashMap<>(fields);
    restful.keySet().removeIf(field -> field.matches(RESTLESS));
    return restful;
  }

  @Test
  void stats_areTyped() {
    DomainStats stats = driver.stats().of(uuid, StatsQuery.builder().backing(true).build());

    assertThat(stats.vcpus()).singleElement().satisfies(v -> assertThat(v.number()).isZero());
    assertThat(stats.balloon().orElseThrow().maximum()).isEqualTo(ByteSize.mib(32));
    assertThat(stats.balloon().orElseThrow().residentSet()).isPresent();
    assertThat(stats.interfaces())
        .extracting(DomainStats.NetworkInterface::name)
        .containsExactly(
            QemuHost.ask("domiflist", name).lines().skip(2).toList().get(0).split(" +")[1]);
    assertThat(stats.blocks()).extracting(Block::name).containsExactly("vda", "vda");
    assertThat(stats.blocks())
        .extracting(b -> b.path().orElseThrow())
        .satisfiesExactly(
            p -> assertThat(p).endsWith("top.qcow2"), p -> assertThat(p).endsWith("base.qcow2"));
    assertThat(stats.blocks().get(0).capacity()).contains(ByteSize.mib(8));
    assertThat(stats.blocks().get(0).read()).isPresent();
    assertThat(stats.ioThreads()).extracting(DomainStats.IoThread::number).containsExactly(1);
    assertThat(stats.memoryBandwidths()).isEmpty();
    assertThat(stats.perf()).isEmpty();
  }

  @Test
  void stats_haveOnlyTheGroupsAskedFor() {
    DomainStats stats = driver.stats().of(uuid, StatsQuery.of(Set.of(StatsGroup.STATE)));

    assertThat(stats.fields()).containsOnlyKeys("state.state", "state.reason");
    assertThat(stats.cpu()).isEmpty();
    assertThat(stats.balloon()).isEmpty();
    assertThat(stats.blocks()).isEmpty();
  }

  @Test
  void nodeInfo_isWhatVirshSees() {
    NodeInfo info = driver.stats().nodeInfo();

    assertThat(QemuHost.ask("nodeinfo").lines().map(line -> line.split(": +", 2)[1]))
        .startsWith(info.model(), String.valueOf(info.cpus()))
        .endsWith(String.valueOf(info.numaNodes()), info.memory().toKib() + " KiB");
    assertThat(driver.stats().nodeStats().memory()).isPresent();
  }
}
