package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.NetworkPointer;
import org.libvirt.jna.StoragePoolPointer;

/**
 * The functions that libvirt has alike for each kind of object with a name and a UUID.
 *
 * @param name libvirt's word for the kind
 * @param notFound the error number that says there is no such object
 */
record ObjectKind<P>(
    String name,
    int notFound,
    Function<Pointer, P> wrap,
    BiFunction<ConnectionPointer, String, P> lookupByName,
    BiFunction<ConnectionPointer, byte[], P> lookupByUuid,
    Function<P, String> nameOf,
    BiConsumer<P, byte[]> uuidOf,
    ListAll listAll,
    Consumer<P> free) {

  /** {@code virConnectListAll…}. */
  @FunctionalInterface
  interface ListAll {
    int list(ConnectionPointer connection, PointerByReference array, int flags);
  }

  static ObjectKind<DomainPointer> domain(LibvirtApi api) {
    return new ObjectKind<>(
        "domain",
        ErrorCode.NO_DOMAIN,
        DomainPointer::new,
        api::virDomainLookupByName,
        api::virDomainLookupByUUID,
        api::virDomainGetName,
        api::virDomainGetUUID,
        api::virConnectListAllDomains,
        api::virDomainFree);
  }

  static ObjectKind<NetworkPointer> network(LibvirtApi api) {
    return new ObjectKind<>(
        "network",
        ErrorCode.NO_NETWORK,
        pointer -> {
          NetworkPointer network = new NetworkPointer();
          network.setPointer(pointer);
          return network;
        },
        api::virNetworkLookupByName,
        api::virNetworkLookupByUUID,
        api::virNetworkGetName,
        api::virNetworkGetUUID,
        api::virConnectListAllNetworks,
        api::virNetworkFree);
  }

  static ObjectKind<StoragePoolPointer> storagePool(LibvirtApi api) {
    return new ObjectKind<>(
        "storage pool",
        ErrorCode.NO_STORAGE_POOL,
        pointer -> {
          StoragePoolPointer pool = new StoragePoolPointer();
          pool.setPointer(pointer);
          return pool;
        },
        api::virStoragePoolLookupByName,
        api::virStoragePoolLookupByUUID,
        api::virStoragePoolGetName,
        api::virStoragePoolGetUUID,
        api::virConnectListAllStoragePools,
        api::virStoragePoolFree);
  }
}
