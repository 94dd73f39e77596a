package io.kvmsdk.libvirt.internal;

import io.kvmsdk.internal.driver.HostInterfaceDriver;
import java.util.List;
import org.libvirt.jna.InterfacePointer;

/** libvirt's interface functions. */
final class LibvirtHostInterfaces implements HostInterfaceDriver {
  private final LibvirtApi api;
  private final NamedObjects<InterfacePointer> interfaces;

  LibvirtHostInterfaces(Connection connection) {
    this.api = connection.api();
    this.interfaces =
        new NamedObjects<>(
            connection,
            "interface",
            ErrorCode.NO_INTERFACE,
            new NamedObjects.Functions<>(
                InterfacePointer::new,
                api::virInterfaceLookupByName,
                api::virInterfaceGetName,
                api::virConnectListAllInterfaces,
                api::virInterfaceFree));
  }

  @Override
  public List<String> list() {
    return interfaces.list(0);
  }

  @Override
  public boolean exists(String name) {
    return interfaces.exists(name);
  }

  @Override
  public String mac(String name) {
    String mac = interfaces.get(name, api::virInterfaceGetMACString);
    return mac.strip();
  }

  @Override
  public boolean active(String name) {
    return interfaces.call(name, api::virInterfaceIsActive) == 1;
  }

  @Override
  public String xml(String name) {
    return interfaces.get(name, i -> api.virInterfaceGetXMLDesc(i, 0)).toString();
  }
}
