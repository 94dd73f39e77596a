package io.kvmsdk.libvirt.internal;

import io.kvmsdk.internal.driver.NodeDeviceDriver;
import java.util.List;
import org.libvirt.jna.DevicePointer;

/** libvirt's node device functions. */
final class LibvirtNodeDevices implements NodeDeviceDriver {
  private final LibvirtApi api;
  private final NamedObjects<DevicePointer> devices;

  LibvirtNodeDevices(Connection connection) {
    this.api = connection.api();
    this.devices =
        new NamedObjects<>(
            connection,
            "node device",
            ErrorCode.NO_NODE_DEVICE,
            new NamedObjects.Functions<>(
                DevicePointer::new,
                api::virNodeDeviceLookupByName,
                api::virNodeDeviceGetName,
                api::virConnectListAllNodeDevices,
                api::virNodeDeviceFree));
  }

  @Override
  public List<String> list(int flags) {
    return devices.list(flags);
  }

  @Override
  public boolean exists(String device) {
    return devices.exists(device);
  }

  @Override
  public String xml(String device) {
    return devices.get(device, d -> api.virNodeDeviceGetXMLDesc(d, 0)).toString();
  }

  @Override
  public void detach(String device) {
    devices.call(device, d -> api.virNodeDeviceDetachFlags(d, null, 0));
  }

  @Override
  public void reattach(String device) {
    devices.call(device, api::virNodeDeviceReAttach);
  }

  @Override
  public void reset(String device) {
    devices.call(device, api::virNodeDeviceReset);
  }

  @Override
  public String create(String xml) {
    return devices.make(xml, (c, x) -> api.virNodeDeviceCreateXML(c, x, 0));
  }

  @Override
  public void destroy(String device) {
    devices.call(device, api::virNodeDeviceDestroy);
  }
}
