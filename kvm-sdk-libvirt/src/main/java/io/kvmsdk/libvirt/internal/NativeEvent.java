package io.kvmsdk.libvirt.internal;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.network.NetworkEvent;
import io.kvmsdk.node.NodeDeviceEvent;
import io.kvmsdk.secret.SecretEvent;
import io.kvmsdk.storage.StoragePoolEvent;
import java.util.Set;
import org.libvirt.jna.ConnectionPointer;

/**
 * One number of {@code virDomainEventID}, {@code virNetworkEventID} and so on.
 *
 * @param type what becomes of such an event
 * @param function what libvirt calls; one for the process
 */
record NativeEvent(int id, Class<?> type, Callback function) {
  private static final int STORAGE_POOL_REFRESH = 1;

  /** Whether a listener to {@code kinds} wants it. */
  boolean isOf(Set<? extends Class<?>> kinds) {
    return kinds.stream().anyMatch(kind -> kind.isAssignableFrom(type));
  }

  /** Gives the callback's number, or -1. */
  int register(LibvirtApi api, ConnectionPointer c, Pointer to) {
    if (DomainEvent.class.isAssignableFrom(type)) {
      return api.virConnectDomainEventRegisterAny(c, null, id, function, to, null);
    } else if (NetworkEvent.class.isAssignableFrom(type)) {
      return api.virConnectNetworkEventRegisterAny(c, null, id, function, to, null);
    } else if (NodeDeviceEvent.class.isAssignableFrom(type)) {
      return api.virConnectNodeDeviceEventRegisterAny(c, null, id, function, to, null);
    } else if (SecretEvent.class.isAssignableFrom(type)) {
      return api.virConnectSecretEventRegisterAny(c, null, id, function, to, null);
    }
    return api.virConnectStoragePoolEventRegisterAny(c, null, id, function, to, null);
  }

  int deregister(LibvirtApi api, ConnectionPointer c, int callback) {
    if (DomainEvent.class.isAssignableFrom(type)) {
      return api.virConnectDomainEventDeregisterAny(c, callback);
    } else if (NetworkEvent.class.isAssignableFrom(type)) {
      return api.virConnectNetworkEventDeregisterAny(c, callback);
    } else if (NodeDeviceEvent.class.isAssignableFrom(type)) {
      return api.virConnectNodeDeviceEventDeregisterAny(c, callback);
    } else if (SecretEvent.class.isAssignableFrom(type)) {
      return api.virConnectSecretEventDeregisterAny(c, callback);
    }
    return api.virConnectStoragePoolEventDeregisterAny(c, callback);
  }

  static NativeEvent network() {
    return new NativeEvent(
        0,
        NetworkEvent.Lifecycle.class,
        (EventFunctions.ObjectLifecycle)
            (c, network, event, detail, to) ->
                LibvirtEvents.network(
                    to,
                    network,
                    (id, name) ->
                        new NetworkEvent.Lifecycle(
                            id, name, Numbered.of(NetworkEvent.Lifecycle.Kind.values(), event))));
  }

  static NativeEvent storagePool() {
    return new NativeEvent(
        0,
        StoragePoolEvent.Lifecycle.class,
        (EventFunctions.ObjectLifecycle)
            (c, pool, event, detail, to) ->
                LibvirtEvents.storagePool(
                    to,
                    pool,
                    (id, name) ->
                        new StoragePoolEvent.Lifecycle(
                            id,
                            name,
                            Numbered.of(StoragePoolEvent.Lifecycle.Kind.values(), event))));
  }

  static NativeEvent storagePoolRefresh() {
    return new NativeEvent(
        STORAGE_POOL_REFRESH,
        StoragePoolEvent.Refreshed.class,
        (EventFunctions.ObjectPlain)
            (c, pool, to) -> LibvirtEvents.storagePool(to, pool, StoragePoolEvent.Refreshed::new));
  }

  static NativeEvent nodeDevice() {
    return new NativeEvent(
        0,
        NodeDeviceEvent.Lifecycle.class,
        (EventFunctions.ObjectLifecycle)
            (c, device, event, detail, to) ->
                LibvirtEvents.nodeDevice(
                    to,
                    device,
                    name ->
                        new NodeDeviceEvent.Lifecycle(
                            name, Numbered.of(NodeDeviceEvent.Lifecycle.Kind.values(), event))));
  }

  static NativeEvent nodeDeviceUpdate() {
    return new NativeEvent(
        1,
        NodeDeviceEvent.Updated.class,
        (EventFunctions.ObjectPlain)
            (c, device, to) -> LibvirtEvents.nodeDevice(to, device, NodeDeviceEvent.Updated::new));
  }

  static NativeEvent secret() {
    return new NativeEvent(
        0,
        SecretEvent.Lifecycle.class,
        (EventFunctions.ObjectLifecycle)
            (c, secret, event, detail, to) ->
                LibvirtEvents.secret(
                    to,
                    secret,
                    uuid ->
                        new SecretEvent.Lifecycle(
                            uuid, Numbered.of(SecretEvent.Lifecycle.Kind.values(), event))));
  }

  static NativeEvent secretValue() {
    return new NativeEvent(
        1,
        SecretEvent.ValueChanged.class,
        (EventFunctions.ObjectPlain)
            (c, secret, to) -> LibvirtEvents.secret(to, secret, SecretEvent.ValueChanged::new));
  }
}
