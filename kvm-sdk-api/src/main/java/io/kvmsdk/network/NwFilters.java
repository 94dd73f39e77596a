package io.kvmsdk.network;

import java.util.List;
import java.util.Optional;

/** The network filters of a host. Drivers without any throw {@code UnsupportedException}. */
public interface NwFilters {
  /**
   * Defines a filter by libvirt's document; one of the same name and UUID is redefined, also for
   * the domains that run. libvirt: {@code virNWFilterDefineXML}.
   */
  NwFilter defineXml(String xml);

  Optional<NwFilter> find(String name);

  /**
   * The filter of that name.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is none
   */
  NwFilter get(String name);

  /** In one call. libvirt: {@code virConnectListAllNWFilters}. */
  List<NwFilter> list();
}
