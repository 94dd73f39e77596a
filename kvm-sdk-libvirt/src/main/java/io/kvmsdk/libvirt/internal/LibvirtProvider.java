package io.kvmsdk.libvirt.internal;

import io.kvmsdk.ConnectOptions;
import io.kvmsdk.Hypervisor;
import io.kvmsdk.HypervisorProvider;
import io.kvmsdk.internal.driver.DriverHypervisor;
import java.net.URI;
import java.util.Set;

/** Connects to all that libvirt has a driver for, over any transport: {@code qemu+ssh}, …. */
public final class LibvirtProvider implements HypervisorProvider {
  private static final Set<String> DRIVERS =
      Set.of(
          "bhyve",
          "ch",
          "esx",
          "gsx",
          "hyperv",
          "lxc",
          "openvz",
          "qemu",
          "remote",
          "test",
          "vbox",
          "vmwarefusion",
          "vmwareplayer",
          "vmwarews",
          "vpx",
          "vz",
          "xen");

  @Override
  public boolean accepts(URI uri) {
    return uri.getScheme() != null && DRIVERS.contains(uri.getScheme().split("\\+", 2)[0]);
  }

  @Override
  public Hypervisor connect(URI uri, ConnectOptions options) {
    return new DriverHypervisor(LibvirtDriver.connect(uri, options));
  }
}
