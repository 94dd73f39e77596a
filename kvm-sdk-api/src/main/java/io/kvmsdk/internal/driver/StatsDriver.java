package io.kvmsdk.internal.driver;

import io.kvmsdk.NodeInfo;
import io.kvmsdk.NodeStats;
import io.kvmsdk.domain.DomainStats;
import io.kvmsdk.domain.MemoryStat;
import io.kvmsdk.domain.StatsQuery;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** libvirt's statistics. */
public interface StatsDriver {
  /** {@code virConnectGetAllDomainStats}, one call for all. */
  List<DomainStats> all(StatsQuery query);

  /** {@code virDomainListGetStats} of one domain; its filters do not count. */
  DomainStats of(UUID domain, StatsQuery query);

  /** {@code virDomainMemoryStats}: those that the hypervisor knows. */
  Map<MemoryStat, Long> memory(UUID domain);

  /** {@code virNodeGetInfo}. */
  NodeInfo nodeInfo();

  /** {@code virNodeGetFreeMemory}, {@code virNodeGetMemoryStats} and {@code virNodeGetCPUStats}. */
  NodeStats nodeStats();
}
