package io.kvmsdk.internal.driver;

import io.kvmsdk.HostCapabilities;
import io.kvmsdk.Hypervisor;
import io.kvmsdk.HypervisorInfo;
import io.kvmsdk.NodeInfo;
import io.kvmsdk.NodeStats;
import io.kvmsdk.Pacer;
import io.kvmsdk.domain.CpuSpec;
import io.kvmsdk.domain.Domains;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.CpuXml;
import io.kvmsdk.internal.xml.GuestKind;
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

/** A {@link Hypervisor} over any {@link Driver}. */
public final class DriverHypervisor implements Hypervisor {
  private final Driver driver;
  private final DriverDomains domains;
  private final DriverNetworks networks;
  private final DriverStoragePools storagePools;
  private final DriverSecrets secrets;
  private final DriverNwFilters nwFilters;
  private final DriverNodeDevices nodeDevices;
  private final DriverHostInterfaces hostInterfaces;
  private volatile HostCapabilities capabilities;

  public DriverHypervisor(Driver driver) {
    this.driver = driver;
    this.networks = new DriverNetworks(driver);
    this.storagePools = new DriverStoragePools(driver);
    this.domains = new DriverDomains(driver, this);
    this.secrets = new DriverSecrets(driver);
    this.nwFilters = new DriverNwFilters(driver);
    this.nodeDevices = new DriverNodeDevices(driver);
    this.hostInterfaces = new DriverHostInterfaces(driver);
  }

  @Override
  public URI uri() {
    return driver.uri();
  }

  @Override
  public Domains domains() {
    return domains;
  }

  @Override
  public Networks networks() {
    return networks;
  }

  @Override
  public StoragePools storagePools() {
    return storagePools;
  }

  @Override
  public HypervisorInfo info() {
    return driver.info();
  }

  @Override
  public NodeInfo nodeInfo() {
    return driver.stats().nodeInfo();
  }

  @Override
  public NodeStats nodeStats() {
    return driver.stats().nodeStats();
  }

  @Override
  public Secrets secrets() {
    return secrets;
  }

  @Override
  public NwFilters nwFilters() {
    return nwFilters;
  }

  @Override
  public NodeDevices nodeDevices() {
    return nodeDevices;
  }

  @Override
  public HostInterfaces hostInterfaces() {
    return hostInterfaces;
  }

  @Override
  public HostCapabilities capabilities() {
    HostCapabilities known = capabilities;
    if (known == null) {
      known = HostCapabilitiesReader.read(driver);
      capabilities = known;
    }
    return known;
  }

  @Override
  public CpuSpec baselineCpu(List<CpuSpec> cpus) {
    if (cpus.isEmpty()) {
      throw InvalidSpecException.of(
          Subject.of("baseline", "of processors"), "there are none to find it of");
    }
    HostCapabilities host = capabilities();
    String type = driver.domainType(host.accelerator());
    GuestKind kind = GuestKind.of(host.architecture(), host.machine(), type);
    List<String> documents = cpus.stream().map(cpu -> CpuXml.of(cpu).toXml()).toList();
    return CpuXml.parse(driver.migrations().baselineCpu(kind, documents)).toSpec();
  }

  @Override
  public Optional<Path> localFile(String path) {
    return driver.localFile(path);
  }

  @Override
  public Pacer pacer() {
    return driver.pacer();
  }

  @Override
  public void close() {
    driver.close();
  }

  @Override
  public String toString() {
    return "Hypervisor " + uri();
  }
}
