package io.kvmsdk;

import io.kvmsdk.domain.CpuSpec;
import io.kvmsdk.domain.Domains;
import io.kvmsdk.network.Networks;
import io.kvmsdk.network.NwFilters;
import io.kvmsdk.node.HostInterfaces;
import io.kvmsdk.node.NodeDevices;
import io.kvmsdk.secret.Secrets;
import io.kvmsdk.storage.StoragePools;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A connection to a host that runs virtual machines. Threads may share it.
 *
 * <p>To a daemon it is several connections of libvirt's, made as they are needed, over ssh with a
 * login each: one, up to four more while several threads call, up to four for what guests answer,
 * up to twelve for long calls as wiping or starting, and one for each transfer and console.
 */
public interface Hypervisor extends AutoCloseable {
  URI uri();

  Domains domains();

  Networks networks();

  StoragePools storagePools();

  /** Who is at the other end, and what runs there. */
  HypervisorInfo info();

  /** What this host is made of. libvirt: {@code virNodeGetInfo}. */
  NodeInfo nodeInfo();

  /** How this host's memory and processors are used. */
  NodeStats nodeStats();

  Secrets secrets();

  NwFilters nwFilters();

  NodeDevices nodeDevices();

  HostInterfaces hostInterfaces();

  /** What a domain on this host can have. The first call may try things out, and take a second. */
  HostCapabilities capabilities();

  /**
   * The best processor that guests on hosts with each of {@code cpus} can have, so that they can be
   * moved between them; as of {@code capabilities().cpu()} of each host. libvirt: {@code
   * virConnectBaselineHypervisorCPU}.
   *
   * @throws io.kvmsdk.error.UnsupportedException if they have nothing in common
   */
  CpuSpec baselineCpu(List<CpuSpec> cpus);

  /**
   * The file that the host has at {@code path}, as this process finds it, whether it exists or not;
   * empty where the host is, or may be, another machine.
   */
  default Optional<Path> localFile(String path) {
    return Optional.empty();
  }

  /** The passing of time as this connection sees it, for whatever waits. */
  Pacer pacer();

  /** Ends the connection; twice is harmless. What runs on the host goes on running. */
  @Override
  void close();
}
