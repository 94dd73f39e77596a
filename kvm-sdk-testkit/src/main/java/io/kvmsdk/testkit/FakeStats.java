package io.kvmsdk.testkit;

import io.kvmsdk.NodeInfo;
import io.kvmsdk.NodeStats;
import io.kvmsdk.domain.DomainInfo;
import io.kvmsdk.domain.DomainStats;
import io.kvmsdk.domain.MemoryStat;
import io.kvmsdk.domain.StatsGroup;
import io.kvmsdk.domain.StatsQuery;
import io.kvmsdk.internal.driver.StatsDriver;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** libvirt's statistics of a fake host, whose guests take processor time and do nothing else. */
final class FakeStats implements StatsDriver {
  private static final int CPUS = 8;
  private static final int VCPU_RUNNING = 1;

  private final Connection connection;
  private final FakeHost host;

  FakeStats(Connection connection) {
    this.connection = connection;
    this.host = connection.host;
  }

  @Override
  public List<DomainStats> all(StatsQuery query) {
    return connection.call(
        Operation.DOMAIN_READ,
        host.domains.subject("*"),
        () ->
            host.domains.all().stream()
                .filter(d -> DomainFilters.accept(query.filters(), d))
                .map(d -> stats(d, query))
                .toList());
  }

  static DomainInfo info(FakeDomain d) {
    DomainXml document = d.document();
    return new DomainInfo(
        d.state(),
        document.memory(),
        document.currentMemory(),
        document.currentVcpus(),
        d.life.cpuTime());
  }

  @Override
  public DomainStats of(UUID domain, StatsQuery query) {
    return connection.ask(Operation.DOMAIN_READ, host.domains, domain, d -> stats(d, query));
  }

  private DomainStats stats(FakeDomain domain, StatsQuery query) {
    Set<StatsGroup> groups =
        query.groups().isEmpty() ? EnumSet.allOf(StatsGroup.class) : query.groups();
    Map<String, Object> fields = new LinkedHashMap<>();
    DomainInfo info = info(domain);
    if (groups.contains(StatsGroup.STATE)) {
      fields.put("state.state", (long) info.state().ordinal());
      fields.put("state.reason", (long) domain.life.shutoffReason().map(Enum::ordinal).orElse(0));
    }
    if (groups.contains(StatsGroup.CPU_TOTAL) && domain.active()) {
      fields.put("cpu.time", info.cpuTime().toNanos());
      fields.put("cpu.user", info.cpuTime().toNanos() / 2);
      fields.put("cpu.system", info.cpuTime().toNanos() / 2);
    }
    if (groups.contains(StatsGroup.BALLOON)) {
      fields.put("balloon.current", info.memory().toKib());
      fields.put("balloon.maximum", info.maxMemory().toKib());
    }
    if (groups.contains(StatsGroup.VCPU)) {
      vcpus(domain, info, fields);
    }
    if (groups.contains(StatsGroup.INTERFACE) && domain.active()) {
      interfaces(domain, fields);
    }
    if (groups.contains(StatsGroup.BLOCK)) {
      blocks(domain, fields);
    }
    return new DomainStats(domain.ref().name(), domain.ref().uuid(), fields);
  }

  private static void vcpus(FakeDomain domain, DomainInfo info, Map<String, Object> fields) {
    fields.put("vcpu.current", (long) info.vcpus());
    fields.put("vcpu.maximum", (long) domain.document().vcpus());
    for (int n = 0; n < info.vcpus() && domain.active(); n++) {
      fields.put("vcpu." + n + ".state", (long) VCPU_RUNNING);
      fields.put("vcpu." + n + ".time", info.cpuTime().toNanos() / info.vcpus());
      fields.put("vcpu." + n + ".wait", 0L);
    }
  }

  private static void interfaces(FakeDomain domain, Map<String, Object> fields) {
    int count = domain.live().interfaces().size();
    fields.put("net.count", (long) count);
    for (int n = 0; n < count; n++) {
      fields.put("net." + n + ".name", "vnet" + n);
      for (String counter : List.of("bytes", "pkts", "errs", "drop")) {
        fields.put("net." + n + ".rx." + counter, 0L);
        fields.put("net." + n + ".tx." + counter, 0L);
      }
    }
  }

  private void blocks(FakeDomain domain, Map<String, Object> fields) {
    List<DiskXml> disks = domain.document().disks();
    fields.put("block.count", (long) disks.size());
    for (int n = 0; n < disks.size(); n++) {
      block(disks.get(n), "block." + n + ".", domain.active(), fields);
    }
  }

  private void block(DiskXml disk, String prefix, boolean active, Map<String, Object> fields) {
    fields.put(prefix + "name", disk.target().orElse(""));
    Optional<String> path = host.image(disk).map(DiskImages.Backing::path);
    path.ifPresent(p -> fields.put(prefix + "path", p));
    for (String counter :
        active
            ? List.of("rd.reqs", "rd.bytes", "rd.times", "wr.reqs", "wr.bytes", "wr.times")
            : List.<String>of()) {
      fields.put(prefix + counter, 0L);
    }
    path.map(host.files::readable)
        .filter(Files::exists)
        .ifPresent(file -> sizes(file, disk, prefix, fields));
  }

  private static void sizes(Path file, DiskXml disk, String prefix, Map<String, Object> fields) {
    String format = disk.driverType().orElse(DiskImages.RAW);
    fields.put(prefix + "capacity", DiskImages.capacity(file, format).bytes());
    fields.put(prefix + "physical", file.toFile().length());
  }

  @Override
  public Map<MemoryStat, Long> memory(UUID domain) {
    return connection.ask(
        Operation.DOMAIN_READ,
        host.domains,
        domain,
        d -> {
          d.requireActive();
          long kib = info(d).memory().toKib();
          return Map.of(MemoryStat.ACTUAL_BALLOON, kib, MemoryStat.RSS, kib);
        });
  }

  @Override
  public NodeInfo nodeInfo() {
    return new NodeInfo("x86_64", host.memory(), CPUS, 2000, 1, 1, CPUS, 1);
  }

  @Override
  public NodeStats nodeStats() {
    ByteSize free;
    synchronized (host.clock) {
      free = host.freeMemory();
    }
    Duration idle = host.clock.elapsed().multipliedBy(CPUS);
    return new NodeStats(
        free,
        Optional.of(new NodeStats.Memory(host.memory(), free, ByteSize.ZERO, ByteSize.ZERO)),
        Optional.of(new NodeStats.Cpu(Duration.ZERO, Duration.ZERO, idle, Duration.ZERO)));
  }
}
