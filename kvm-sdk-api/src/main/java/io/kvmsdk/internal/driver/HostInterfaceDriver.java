package io.kvmsdk.internal.driver;

import java.util.List;

/** libvirt's interface calls. A name that no interface has gives {@code NotFoundException}. */
public interface HostInterfaceDriver {
  /** {@code virConnectListAllInterfaces}. */
  List<String> list();

  /** {@code virInterfaceLookupByName}. */
  boolean exists(String name);

  /** {@code virInterfaceGetMACString}; empty if it has none. */
  String mac(String name);

  /** {@code virInterfaceIsActive}. */
  boolean active(String name);

  /** {@code virInterfaceGetXMLDesc}. */
  String xml(String name);
}
