package io.kvmsdk.libvirt.internal;

import static io.kvmsdk.libvirt.internal.DirectApi.address;
import static io.kvmsdk.libvirt.internal.DirectApi.text;

import com.sun.jna.Pointer;
import com.sun.jna.PointerType;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.internal.driver.ObjectRef;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.NetworkFilterPointer;
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
        (c, name) -> domain(DirectApi.virDomainLookupByName(address(c), name)),
        (c, uuid) -> domain(DirectApi.virDomainLookupByUUID(address(c), uuid)),
        d -> text(DirectApi.virDomainGetName(address(d))),
        (d, uuid) -> Scratch.fill(uuid, to -> DirectApi.virDomainGetUUID(address(d), to)),
        api::virConnectListAllDomains,
        d -> DirectApi.virDomainFree(address(d)));
  }

  private static DomainPointer domain(long address) {
    return address == 0 ? null : new DomainPointer(new Pointer(address));
  }

  static ObjectKind<NetworkPointer> network(LibvirtApi api) {
    return new ObjectKind<>(
        "network",
        ErrorCode.NO_NETWORK,
        pointer -> pointing(new NetworkPointer(), pointer),
        (c, name) -> network(DirectApi.virNetworkLookupByName(address(c), name)),
        (c, uuid) -> network(DirectApi.virNetworkLookupByUUID(address(c), uuid)),
        n -> text(DirectApi.virNetworkGetName(address(n))),
        (n, uuid) -> Scratch.fill(uuid, to -> DirectApi.virNetworkGetUUID(address(n), to)),
        api::virConnectListAllNetworks,
        n -> DirectApi.virNetworkFree(address(n)));
  }

  private static NetworkPointer network(long address) {
    return address == 0 ? null : pointing(new NetworkPointer(), new Pointer(address));
  }

  static ObjectKind<StoragePoolPointer> storagePool(LibvirtApi api) {
    return new ObjectKind<>(
        "storage pool",
        ErrorCode.NO_STORAGE_POOL,
        pointer -> pointing(new StoragePoolPointer(), pointer),
        (c, name) -> pool(DirectApi.virStoragePoolLookupByName(address(c), name)),
        (c, uuid) -> pool(DirectApi.virStoragePoolLookupByUUID(address(c), uuid)),
        p -> text(DirectApi.virStoragePoolGetName(address(p))),
        (p, uuid) -> Scratch.fill(uuid, to -> DirectApi.virStoragePoolGetUUID(address(p), to)),
        api::virConnectListAllStoragePools,
        p -> DirectApi.virStoragePoolFree(address(p)));
  }

  static ObjectKind<NetworkFilterPointer> nwFilter(LibvirtApi api) {
    return new ObjectKind<>(
        "network filter",
        ErrorCode.NO_NWFILTER,
        pointer -> pointing(new NetworkFilterPointer(), pointer),
        api::virNWFilterLookupByName,
        api::virNWFilterLookupByUUID,
        api::virNWFilterGetName,
        api::virNWFilterGetUUID,
        api::virConnectListAllNWFilters,
        api::virNWFilterFree);
  }

  private static StoragePoolPointer pool(long address) {
    return address == 0 ? null : pointing(new StoragePoolPointer(), new Pointer(address));
  }

  private static <T extends PointerType> T pointing(T typed, Pointer pointer) {
    typed.setPointer(pointer);
    return typed;
  }

  /** Reads who the object is; it stays the caller's. */
  ObjectRef ref(P object) {
    byte[] bytes = new byte[16];
    uuidOf.accept(object, bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new ObjectRef(new UUID(buffer.getLong(), buffer.getLong()), nameOf.apply(object));
  }
}
