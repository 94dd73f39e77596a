package io.kvmsdk.node;

import java.util.List;
import java.util.Optional;

/**
 * The network interfaces of a host itself. Drivers that know of none, as those of builds without
 * udev and netcf, throw {@code UnsupportedException}.
 */
public interface HostInterfaces {
  /** In one call. libvirt: {@code virConnectListAllInterfaces}. */
  List<HostInterface> list();

  Optional<HostInterface> find(String name);

  /**
   * The interface of that name.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is none
   */
  HostInterface get(String name);
}
