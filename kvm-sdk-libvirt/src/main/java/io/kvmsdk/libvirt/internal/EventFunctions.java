package io.kvmsdk.libvirt.internal;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/**
 * The types of functions that libvirt calls for events, named by what it gives them beside the
 * object. Text comes as plain pointers, since it is UTF-8 whatever the locale.
 */
interface EventFunctions {
  /** {@code virConnectCloseFunc}. */
  interface Close extends Callback {
    void onClose(ConnectionPointer connection, int reason, Pointer opaque);
  }

  /** {@code virConnectDomainEventCallback}; its result means nothing. */
  interface Lifecycle extends Callback {
    int onEvent(ConnectionPointer c, DomainPointer domain, int event, int detail, Pointer opaque);
  }

  /** {@code virConnectDomainEventGenericCallback}. */
  interface Plain extends Callback {
    void onEvent(ConnectionPointer c, DomainPointer domain, Pointer opaque);
  }

  /** One number: a watchdog's action, a guest's sleep, a migration's iteration. */
  interface Number extends Callback {
    void onEvent(ConnectionPointer c, DomainPointer domain, int number, Pointer opaque);
  }

  /** One long number: a clock's offset, a balloon's size. */
  interface Long extends Callback {
    void onEvent(ConnectionPointer c, DomainPointer domain, long number, Pointer opaque);
  }

  /** A state and a reason: of the guest agent. */
  interface Pair extends Callback {
    void onEvent(ConnectionPointer c, DomainPointer domain, int state, int reason, Pointer opaque);
  }

  /** Three numbers: of a memory failure. */
  interface Triple extends Callback {
    void onEvent(
        ConnectionPointer c, DomainPointer domain, int one, int two, int three, Pointer opaque);
  }

  /** A device's alias. */
  interface Device extends Callback {
    void onEvent(ConnectionPointer c, DomainPointer domain, Pointer alias, Pointer opaque);
  }

  /** A device's alias and a number: of a tray. */
  interface DeviceNumber extends Callback {
    void onEvent(
        ConnectionPointer c, DomainPointer domain, Pointer alias, int number, Pointer opaque);
  }

  /** A device's alias and a long number: of a memory device. */
  interface DeviceLong extends Callback {
    void onEvent(
        ConnectionPointer c, DomainPointer domain, Pointer alias, long number, Pointer opaque);
  }

  /** {@code virConnectDomainEventIOErrorReasonCallback}. */
  interface IoError extends Callback {
    void onEvent(
        ConnectionPointer c,
        DomainPointer domain,
        Pointer source,
        Pointer alias,
        int action,
        Pointer reason,
        Pointer opaque);
  }

  /** {@code virConnectDomainEventGraphicsCallback}. */
  interface Graphics extends Callback {
    void onEvent(
        ConnectionPointer c,
        DomainPointer domain,
        int phase,
        Pointer local,
        Pointer remote,
        Pointer authentication,
        Pointer subject,
        Pointer opaque);
  }

  /** {@code virConnectDomainEventBlockJobCallback}. */
  interface BlockJob extends Callback {
    void onEvent(
        ConnectionPointer c,
        DomainPointer domain,
        Pointer disk,
        int type,
        int status,
        Pointer opaque);
  }

  /** {@code virConnectDomainEventDiskChangeCallback}. */
  interface DiskChange extends Callback {
    void onEvent(
        ConnectionPointer c,
        DomainPointer domain,
        Pointer oldSource,
        Pointer newSource,
        Pointer alias,
        int reason,
        Pointer opaque);
  }

  /** Typed parameters: of tunables and jobs. */
  interface Parameters extends Callback {
    void onEvent(
        ConnectionPointer c, DomainPointer domain, Pointer array, int count, Pointer opaque);
  }

  /** {@code virConnectDomainEventMetadataChangeCallback}. */
  interface Metadata extends Callback {
    void onEvent(
        ConnectionPointer c, DomainPointer domain, int type, Pointer namespace, Pointer opaque);
  }

  /** {@code virConnectDomainEventBlockThresholdCallback}. */
  interface BlockThreshold extends Callback {
    void onEvent(
        ConnectionPointer c,
        DomainPointer domain,
        Pointer disk,
        Pointer path,
        long threshold,
        long excess,
        Pointer opaque);
  }

  /** {@code virConnectNetworkEventLifecycleCallback}, and the same of storage pools. */
  interface ObjectLifecycle extends Callback {
    void onEvent(ConnectionPointer c, Pointer object, int event, int detail, Pointer opaque);
  }

  /** {@code virConnectStoragePoolEventGenericCallback}. */
  interface ObjectPlain extends Callback {
    void onEvent(ConnectionPointer c, Pointer object, Pointer opaque);
  }
}
