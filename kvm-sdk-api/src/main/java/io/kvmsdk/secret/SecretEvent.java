package io.kvmsdk.secret;

import io.kvmsdk.event.GapCause;
import java.util.UUID;

/** Something that happened to a secret, or a {@link Gap} between such events. */
public sealed interface SecretEvent {
  /** Events before this one may be missing, of any secret. Every listener is told. */
  record Gap(GapCause cause) implements SecretEvent {}

  /** {@code VIR_SECRET_EVENT_ID_LIFECYCLE}. */
  record Lifecycle(UUID uuid, Kind kind) implements SecretEvent {
    /** libvirt's {@code virSecretEventLifecycleType}, in its order. */
    public enum Kind {
      DEFINED,
      UNDEFINED,
      UNKNOWN
    }
  }

  /** It has another value; what, is not told. {@code VIR_SECRET_EVENT_ID_VALUE_CHANGED}. */
  record ValueChanged(UUID uuid) implements SecretEvent {}
}
