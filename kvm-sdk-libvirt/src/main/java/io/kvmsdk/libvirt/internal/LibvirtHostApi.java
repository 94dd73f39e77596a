package io.kvmsdk.libvirt.internal;

import com.sun.jna.Library;
import com.sun.jna.ptr.PointerByReference;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DevicePointer;

/** The functions for secrets, filters, devices and interfaces that libvirt-java lacks. */
interface LibvirtHostApi extends Library {
  int virConnectListAllSecrets(ConnectionPointer connection, PointerByReference array, int flags);

  int virConnectListAllNWFilters(ConnectionPointer connection, PointerByReference array, int flags);

  int virConnectListAllNodeDevices(
      ConnectionPointer connection, PointerByReference array, int flags);

  int virConnectListAllInterfaces(
      ConnectionPointer connection, PointerByReference array, int flags);

  int virNodeDeviceDetachFlags(DevicePointer device, String driver, int flags);
}
