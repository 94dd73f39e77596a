package io.kvmsdk.internal.driver;

import java.util.List;

/** libvirt's node device calls. A name that no device has gives {@code NotFoundException}. */
public interface NodeDeviceDriver {
  /**
   * {@code virConnectListAllNodeDevices}.
   *
   * @param flags {@code virConnectListAllNodeDeviceFlags}, 0 for all
   */
  List<String> list(int flags);

  /** {@code virNodeDeviceLookupByName}. */
  boolean exists(String device);

  /** {@code virNodeDeviceGetXMLDesc}. */
  String xml(String device);

  /** {@code virNodeDeviceDetachFlags}, to libvirt's default driver. */
  void detach(String device);

  /** {@code virNodeDeviceReAttach}. */
  void reattach(String device);

  /** {@code virNodeDeviceReset}. */
  void reset(String device);

  /** {@code virNodeDeviceCreateXML}; gives the name. */
  String create(String xml);

  /** {@code virNodeDeviceDestroy}. */
  void destroy(String device);
}
