package io.kvmsdk.libvirt.internal;

import com.sun.jna.Callback;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.DomainSnapshotPointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.NetworkPointer;
import org.libvirt.jna.SizeT;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;
import org.libvirt.jna.StreamPointer;

/**
 * libvirt-java's mapping of libvirt's C functions, and those that it lacks. Some that it has are
 * here again with plain pointers: its structures decode text in the platform's encoding, not UTF-8,
 * and a callback type nested in {@link Libvirt} would load its second mapping of the library.
 */
public interface LibvirtApi extends Libvirt {
  /** {@code virErrorFunc}. */
  interface ErrorFunction extends Callback {
    void onError(Pointer userData, Pointer error);
  }

  /** {@code virConnectDomainEventCallback}. */
  interface LifecycleFunction extends Callback {
    int onEvent(
        ConnectionPointer connection, DomainPointer domain, int event, int detail, Pointer opaque);
  }

  /** {@code virConnectDomainEventBlockJobCallback}. */
  interface BlockJobFunction extends Callback {
    void onEvent(
        ConnectionPointer connection,
        DomainPointer domain,
        Pointer disk,
        int type,
        int status,
        Pointer opaque);
  }

  /** {@code virEventTimeoutCallback}. */
  interface TimeoutFunction extends Callback {
    void onTimeout(int timer, Pointer opaque);
  }

  Pointer virSaveLastError();

  void virFreeError(Pointer error);

  void virSetErrorFunc(Pointer userData, ErrorFunction function);

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

  DomainPointer virDomainDefineXMLFlags(ConnectionPointer connection, String xml, int flags);

  int virDomainGetState(
      DomainPointer domain, IntByReference state, IntByReference reason, int flags);

  int virDomainListAllSnapshots(DomainPointer domain, PointerByReference array, int flags);

  String virDomainSnapshotGetName(DomainSnapshotPointer snapshot);

  int virDomainGetBlockInfo(DomainPointer domain, String disk, Pointer info, int flags);

  int virDomainGetBlockJobInfo(DomainPointer domain, String disk, Pointer info, int flags);

  int virDomainBlockPull(DomainPointer domain, String disk, NativeLong bandwidth, int flags);

  void virDomainInterfaceFree(Pointer domainInterface);

  int virNetworkGetDHCPLeases(
      NetworkPointer network, String mac, PointerByReference array, int flags);

  void virNetworkDHCPLeaseFree(Pointer lease);

  int virStoragePoolGetInfo(StoragePoolPointer pool, Pointer info);

  int virStorageVolGetInfo(StorageVolPointer volume, Pointer info);

  int virStorageVolWipePattern(StorageVolPointer volume, int algorithm, int flags);

  int virStreamSend(StreamPointer stream, Pointer data, SizeT count);

  int virStreamRecv(StreamPointer stream, Pointer data, SizeT count);

  int virStreamSendHole(StreamPointer stream, long length, int flags);

  int virStreamRecvFlags(StreamPointer stream, Pointer data, SizeT count, int flags);

  int virStreamRecvHole(StreamPointer stream, LongByReference length, int flags);
}
