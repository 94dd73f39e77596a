package io.kvmsdk.internal.driver;

import io.kvmsdk.HostCapabilities;
import io.kvmsdk.Hypervisor;
import io.kvmsdk.Pacer;
import io.kvmsdk.domain.Domains;
import io.kvmsdk.network.Networks;
import io.kvmsdk.storage.StoragePools;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A {@link Hypervisor} over any {@link Driver}. */
public final class DriverHypervisor implements Hypervisor {
  private final Driver driver;
  private final DriverDomains domains;
  private final DriverNetworks networks;
  private final DriverStoragePools storagePools;
  private volatile HostCapabilities capabilities;

  public DriverHypervisor(Driver driver) {
    this.driver = driver;
    this.networks = new DriverNetworks(driver);
    this.storagePools = new DriverStoragePools(driver);
    this.domains = new DriverDomains(driver, this);
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
  public HostCapabilities capabilities() {
    HostCapabilities known = capabilities;
    if (known == null) {
      known = HostCapabilitiesReader.read(driver);
      capabilities = known;
    }
    return known;
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
