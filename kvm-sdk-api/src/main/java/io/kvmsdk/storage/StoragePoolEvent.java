package io.kvmsdk.storage;

import io.kvmsdk.event.GapCause;
import java.util.UUID;

/** Something that happened to a storage pool, or a {@link Gap} between such events. */
public sealed interface StoragePoolEvent {
  /** Events before this one may be missing, of any pool. Every listener is told. */
  record Gap(GapCause cause) implements StoragePoolEvent {}

  /** {@code VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE}. */
  record Lifecycle(UUID uuid, String name, Kind kind) implements StoragePoolEvent {
    /** libvirt's {@code virStoragePoolEventLifecycleType}, in its order. */
    public enum Kind {
      DEFINED,
      UNDEFINED,
      STARTED,
      STOPPED,
      /** Built: its folder or device was made ready. */
      CREATED,
      /** Its folder or device was deleted. */
      DELETED,
      UNKNOWN
    }
  }

  /** Its volumes were looked at anew. {@code VIR_STORAGE_POOL_EVENT_ID_REFRESH}. */
  record Refreshed(UUID uuid, String name) implements StoragePoolEvent {}
}
