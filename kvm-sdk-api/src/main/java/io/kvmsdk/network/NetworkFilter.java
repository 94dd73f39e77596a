package io.kvmsdk.network;

/**
 * Which networks a list is to have; of two that exclude each other, either will do. libvirt: {@code
 * virConnectListAllNetworksFlags}, in its order.
 */
public enum NetworkFilter {
  INACTIVE,
  ACTIVE,
  /** Defined, so that it outlives its stop. */
  PERSISTENT,
  TRANSIENT,
  AUTOSTART,
  NO_AUTOSTART
}
