package io.kvmsdk.network;

import io.kvmsdk.event.GapCause;
import java.util.UUID;

/** Something that happened to a network, or a {@link Gap} between such events. */
public sealed interface NetworkEvent {
  /** Events before this one may be missing, of any network. Every listener is told. */
  record Gap(GapCause cause) implements NetworkEvent {}

  /** {@code VIR_NETWORK_EVENT_ID_LIFECYCLE}. */
  record Lifecycle(UUID uuid, String name, Kind kind) implements NetworkEvent {
    /** libvirt's {@code virNetworkEventLifecycleType}, in its order. */
    public enum Kind {
      DEFINED,
      UNDEFINED,
      STARTED,
      STOPPED,
      UNKNOWN
    }
  }
}
