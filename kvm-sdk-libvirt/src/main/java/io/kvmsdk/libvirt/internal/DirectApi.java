package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import com.sun.jna.PointerType;

/**
 * The functions that are called most, by JNA's direct mapping: addresses are plain numbers, and no
 * reflection lies between. The rest is in {@link LibvirtApi}, where types tell pointers apart.
 */
final class DirectApi {
  private DirectApi() {}

  /** The error of the last call on this thread, which the next call overwrites; 0 if none. */
  static native long virGetLastError();

  static native void virEventRegisterImpl(
      EpollLoop.AddHandle addHandle,
      EpollLoop.Update updateHandle,
      EpollLoop.Remove removeHandle,
      EpollLoop.AddTimeout addTimeout,
      EpollLoop.Update updateTimeout,
      EpollLoop.Remove removeTimeout);

  static native int virConnectIsAlive(long connection);

  static native long virDomainLookupByName(long connection, String name);

  static native long virDomainLookupByUUID(long connection, byte[] uuid);

  static native long virDomainGetName(long domain);

  static native int virDomainGetUUID(long domain, long uuid);

  static native int virDomainFree(long domain);

  static native int virDomainGetInfo(long domain, long info);

  static native int virDomainGetState(long domain, long state, long reason, int flags);

  static native long virDomainGetXMLDesc(long domain, int flags);

  static native int virDomainGetAutostart(long domain, long autostart);

  static native int virDomainMemoryStats(long domain, long stats, int count, int flags);

  static native int virConnectGetAllDomainStats(
      long connection, int groups, long records, int flags);

  static native int virDomainListGetStats(long domains, int groups, long records, int flags);

  static native void virDomainStatsRecordListFree(long records);

  static native int virNodeGetInfo(long connection, long info);

  static native long virNodeGetFreeMemory(long connection);

  static native int virNodeGetMemoryStats(
      long connection, int cell, long array, long count, int flags);

  static native int virNodeGetCPUStats(long connection, int cpu, long array, long count, int flags);

  static native long virNetworkLookupByName(long connection, String name);

  static native long virNetworkLookupByUUID(long connection, byte[] uuid);

  static native long virNetworkGetName(long network);

  static native int virNetworkGetUUID(long network, long uuid);

  static native int virNetworkFree(long network);

  static native int virNetworkIsActive(long network);

  static native long virNetworkGetXMLDesc(long network, int flags);

  static native int virNetworkGetAutostart(long network, long autostart);

  static native long virStoragePoolLookupByName(long connection, String name);

  static native long virStoragePoolLookupByUUID(long connection, byte[] uuid);

  static native long virStoragePoolGetName(long pool);

  static native int virStoragePoolGetUUID(long pool, long uuid);

  static native int virStoragePoolFree(long pool);

  static native int virStoragePoolIsActive(long pool);

  static native int virStoragePoolGetInfo(long pool, long info);

  static native long virStoragePoolGetXMLDesc(long pool, int flags);

  static native int virStoragePoolGetAutostart(long pool, long autostart);

  /** The address that one of {@link LibvirtApi}'s pointers holds. */
  static long address(PointerType pointer) {
    return Pointer.nativeValue(pointer.getPointer());
  }

  /** Text of libvirt's that stays libvirt's, which is UTF-8; null stays null. */
  static String text(long address) {
    return address == 0 ? null : new Pointer(address).getString(0, "UTF-8");
  }
}
