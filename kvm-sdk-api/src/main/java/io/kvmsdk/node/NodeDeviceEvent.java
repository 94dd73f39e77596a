package io.kvmsdk.node;

import io.kvmsdk.event.GapCause;

/** Something that happened to a host's device, or a {@link Gap} between such events. */
public sealed interface NodeDeviceEvent {
  /** Events before this one may be missing, of any device. Every listener is told. */
  record Gap(GapCause cause) implements NodeDeviceEvent {}

  /** {@code VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE}. */
  record Lifecycle(String name, Kind kind) implements NodeDeviceEvent {
    /** libvirt's {@code virNodeDeviceEventLifecycleType}, in its order. */
    public enum Kind {
      CREATED,
      DELETED,
      DEFINED,
      UNDEFINED,
      UNKNOWN
    }
  }

  /** Its document changed. {@code VIR_NODE_DEVICE_EVENT_ID_UPDATE}. */
  record Updated(String name) implements NodeDeviceEvent {}
}
