package io.kvmsdk.libvirt.internal;

import com.sun.jna.Callback;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DevicePointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.DomainSnapshotPointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.NetworkPointer;
import org.libvirt.jna.SecretPointer;
import org.libvirt.jna.SizeT;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;
import org.libvirt.jna.StreamPointer;

/**
 * libvirt-java's mapping of libvirt's C functions, and those that it lacks. Some that it has are
 * here again with plain pointers: its structures decode text in the platform's encoding, not UTF-8,
 * and a callback type nested in {@link Libvirt} would load its second mapping of the library.
 */
public interface LibvirtApi extends Libvirt, LibvirtJobApi, LibvirtHostApi, GuestApi {
  /** {@code virEventTimeoutCallback}. */
  interface TimeoutFunction extends Callback {
    void onTimeout(int timer, Pointer opaque);
  }

  void virSetErrorFunc(Pointer userData, Pointer function);

  /** Without {@code auth} nothing is answered, except from libvirt's own file. */
  ConnectionPointer virConnectOpenAuth(String uri, Pointer auth, int flags);

  void virConnSetErrorFunc(ConnectionPointer connection, Pointer userData, Pointer function);

  int virConnectListAllDomains(ConnectionPointer connection, PointerByReference array, int flags);

  int virConnectListAllNetworks(ConnectionPointer connection, PointerByReference array, int flags);

  int virConnectListAllStoragePools(
      ConnectionPointer connection, PointerByReference array, int flags);

  int virStoragePoolListAllVolumes(StoragePoolPointer pool, PointerByReference array, int flags);

  int virEventAddTimeout(
      int milliseconds, TimeoutFunction function, Pointer opaque, Pointer freeFunction);

  CString virConnectGetDomainCapabilities(
      ConnectionPointer connection,
      String emulator,
      String architecture,
      String machine,
      String domainType,
      int flags);

  int virConnectDomainEventRegisterAny(
      ConnectionPointer connection,
      DomainPointer domain,
      int eventId,
      Callback function,
      Pointer opaque,
      Pointer freeFunction);

  int virConnectNetworkEventRegisterAny(
      ConnectionPointer connection,
      NetworkPointer network,
      int eventId,
      Callback function,
      Pointer opaque,
      Pointer freeFunction);

  int virConnectNetworkEventDeregisterAny(ConnectionPointer connection, int callbackId);

  int virConnectStoragePoolEventRegisterAny(
      ConnectionPointer connection,
      StoragePoolPointer pool,
      int eventId,
      Callback function,
      Pointer opaque,
      Pointer freeFunction);

  int virConnectStoragePoolEventDeregisterAny(ConnectionPointer connection, int callbackId);

  int virConnectNodeDeviceEventRegisterAny(
      ConnectionPointer connection,
      DevicePointer device,
      int eventId,
      Callback function,
      Pointer opaque,
      Pointer freeFunction);

  int virConnectNodeDeviceEventDeregisterAny(ConnectionPointer connection, int callbackId);

  int virConnectSecretEventRegisterAny(
      ConnectionPointer connection,
      SecretPointer secret,
      int eventId,
      Callback function,
      Pointer opaque,
      Pointer freeFunction);

  int virConnectSecretEventDeregisterAny(ConnectionPointer connection, int callbackId);

  int virConnectRegisterCloseCallback(
      ConnectionPointer connection,
      EventFunctions.Close function,
      Pointer opaque,
      Pointer freeFunction);

  int virConnectUnregisterCloseCallback(
      ConnectionPointer connection, EventFunctions.Close function);

  DomainPointer virDomainDefineXMLFlags(ConnectionPointer connection, String xml, int flags);

  int virDomainListAllSnapshots(DomainPointer domain, PointerByReference array, int flags);

  String virDomainSnapshotGetName(DomainSnapshotPointer snapshot);

  int virDomainGetBlockInfo(DomainPointer domain, String disk, Pointer info, int flags);

  int virDomainGetBlockJobInfo(DomainPointer domain, String disk, Pointer info, int flags);

  int virDomainBlockCopy(
      DomainPointer domain, String disk, String xml, Pointer parameters, int count, int flags);

  int virDomainBlockPull(DomainPointer domain, String disk, NativeLong bandwidth, int flags);

  int virDomainSetMemoryFlags(DomainPointer domain, NativeLong kib, int flags);

  @Override
  int virDomainSetVcpusFlags(DomainPointer domain, int count, int flags);

  int virDomainSetSchedulerParametersFlags(
      DomainPointer domain, Pointer parameters, int count, int flags);

  int virDomainSetMemoryParameters(DomainPointer domain, Pointer parameters, int count, int flags);

  int virDomainSetBlkioParameters(DomainPointer domain, Pointer parameters, int count, int flags);

  int virDomainSetBlockIoTune(
      DomainPointer domain, String disk, Pointer parameters, int count, int flags);

  int virDomainSetInterfaceParameters(
      DomainPointer domain, String device, Pointer parameters, int count, int flags);

  int virDomainRename(DomainPointer domain, String name, int flags);

  int virNetworkUpdate(
      NetworkPointer network, int command, int section, int parentIndex, String xml, int flags);

  void virDomainInterfaceFree(Pointer domainInterface);

  int virNetworkGetDHCPLeases(
      NetworkPointer network, String mac, PointerByReference array, int flags);

  void virNetworkDHCPLeaseFree(Pointer lease);

  int virStorageVolGetInfo(StorageVolPointer volume, Pointer info);

  int virStorageVolWipePattern(StorageVolPointer volume, int algorithm, int flags);

  int virStreamSend(StreamPointer stream, Pointer data, SizeT count);

  int virStreamRecv(StreamPointer stream, Pointer data, SizeT count);

  int virStreamSendHole(StreamPointer stream, long length, int flags);

  int virStreamRecvFlags(StreamPointer stream, Pointer data, SizeT count, int flags);

  int virStreamRecvHole(StreamPointer stream, LongByReference length, int flags);

  int virDomainSetBlockThreshold(DomainPointer domain, String disk, long threshold, int flags);
}
