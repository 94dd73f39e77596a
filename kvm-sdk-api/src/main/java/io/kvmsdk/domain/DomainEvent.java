package io.kvmsdk.domain;

import io.kvmsdk.event.GapCause;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Something that happened to a domain, as libvirt's {@code virDomainEventID} tells them apart; or a
 * {@link Gap} between such events.
 *
 * <p>An enum's {@code UNKNOWN} stands for what a later libvirt may say. A device's alias is the
 * name that libvirt gives it in the running domain's document, as {@code net0}.
 */
public sealed interface DomainEvent {
  /** Events before this one may be missing, of any domain. Every listener is told. */
  record Gap(GapCause cause) implements DomainEvent {}

  /** An event of one domain. */
  sealed interface OfDomain extends DomainEvent {
    UUID uuid();

    String name();
  }

  /** It was defined, started, stopped and so on. {@code VIR_DOMAIN_EVENT_ID_LIFECYCLE}. */
  record Lifecycle(UUID uuid, String name, Kind kind, LifecycleDetail detail) implements OfDomain {
    /** libvirt's {@code virDomainEventType}, in its order. */
    public enum Kind {
      DEFINED,
      UNDEFINED,
      STARTED,
      SUSPENDED,
      RESUMED,
      STOPPED,
      SHUTDOWN,
      PMSUSPENDED,
      CRASHED,
      UNKNOWN
    }
  }

  /** The guest rebooted. {@code VIR_DOMAIN_EVENT_ID_REBOOT}. */
  record Reboot(UUID uuid, String name) implements OfDomain {}

  /**
   * The guest set its clock. {@code VIR_DOMAIN_EVENT_ID_RTC_CHANGE}.
   *
   * @param offset of the guest's clock from UTC, or from what the document says it starts with
   */
  record RtcChange(UUID uuid, String name, Duration offset) implements OfDomain {}

  /** The watchdog device fired. {@code VIR_DOMAIN_EVENT_ID_WATCHDOG}. */
  record Watchdog(UUID uuid, String name, Action action) implements OfDomain {
    /** What was done about it. */
    public enum Action {
      NONE,
      PAUSE,
      RESET,
      POWEROFF,
      SHUTDOWN,
      DEBUG,
      INJECT_NMI,
      UNKNOWN
    }
  }

  /**
   * A disk failed. {@code VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON}.
   *
   * @param source the image's path on the host
   * @param reason {@code enospc}, or empty
   */
  record IoError(UUID uuid, String name, String source, String alias, Action action, String reason)
      implements OfDomain {
    /** What was done about it. */
    public enum Action {
      NONE,
      PAUSE,
      REPORT,
      UNKNOWN
    }
  }

  /**
   * Somebody came to the guest's screen, or left it. {@code VIR_DOMAIN_EVENT_ID_GRAPHICS}.
   *
   * @param viewer where the viewer is, as {@code 127.0.0.1:40000} or a socket's path
   * @param server where it is served, likewise
   * @param authentication as {@code vnc} or {@code vencrypt}
   * @param identities by which the viewer was recognised, as {@code x509dname=…}
   */
  record Graphics(
      UUID uuid,
      String name,
      Phase phase,
      String viewer,
      String server,
      String authentication,
      List<String> identities)
      implements OfDomain {
    /** libvirt's {@code virDomainEventGraphicsPhase}. */
    public enum Phase {
      CONNECT,
      INITIALIZE,
      DISCONNECT,
      UNKNOWN
    }
  }

  /** libvirt lost its line to QEMU's monitor. {@code VIR_DOMAIN_EVENT_ID_CONTROL_ERROR}. */
  record ControlError(UUID uuid, String name) implements OfDomain {}

  /**
   * A block job is ready to be pivoted, or has ended. {@code VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2}.
   *
   * @param target the disk's name, as {@code vda}
   */
  record BlockJobChange(UUID uuid, String name, String target, BlockJob.Kind job, Status status)
      implements OfDomain {
    /** libvirt's {@code virConnectDomainEventBlockJobStatus}. */
    public enum Status {
      COMPLETED,
      FAILED,
      CANCELED,
      READY,
      UNKNOWN
    }
  }

  /**
   * A disk whose image was missing is now another, or gone. {@code
   * VIR_DOMAIN_EVENT_ID_DISK_CHANGE}.
   */
  record DiskChange(
      UUID uuid,
      String name,
      Optional<String> oldSource,
      Optional<String> newSource,
      String alias,
      Reason reason)
      implements OfDomain {
    /** libvirt's {@code virConnectDomainEventDiskChangeReason}. */
    public enum Reason {
      MISSING_ON_START,
      DROP_MISSING_ON_START,
      UNKNOWN
    }
  }

  /** A drive's tray moved. {@code VIR_DOMAIN_EVENT_ID_TRAY_CHANGE}. */
  record TrayChange(UUID uuid, String name, String alias, Tray tray) implements OfDomain {
    /** libvirt's {@code virDomainEventTrayChangeReason}. */
    public enum Tray {
      OPEN,
      CLOSE,
      UNKNOWN
    }
  }

  /** The guest woke up. {@code VIR_DOMAIN_EVENT_ID_PMWAKEUP}. */
  record PmWakeup(UUID uuid, String name) implements OfDomain {}

  /** The guest went to sleep, in memory. {@code VIR_DOMAIN_EVENT_ID_PMSUSPEND}. */
  record PmSuspend(UUID uuid, String name) implements OfDomain {}

  /** The guest went to sleep, on its disk. {@code VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK}. */
  record PmSuspendDisk(UUID uuid, String name) implements OfDomain {}

  /** The guest has so much memory now. {@code VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE}. */
  record BalloonChange(UUID uuid, String name, ByteSize memory) implements OfDomain {}

  /** {@code VIR_DOMAIN_EVENT_ID_DEVICE_ADDED}. */
  record DeviceAdded(UUID uuid, String name, String alias) implements OfDomain {}

  /** The guest let go of a device. {@code VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED}. */
  record DeviceRemoved(UUID uuid, String name, String alias) implements OfDomain {}

  /** The guest kept a device. {@code VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED}. */
  record DeviceRemovalFailed(UUID uuid, String name, String alias) implements OfDomain {}

  /**
   * The guest was tuned. {@code VIR_DOMAIN_EVENT_ID_TUNABLE}.
   *
   * @param parameters by libvirt's names, as {@code cputune.vcpupin0}; each an Integer, Long,
   *     Double, Boolean or String
   */
  record Tunable(UUID uuid, String name, Map<String, Object> parameters) implements OfDomain {}

  /** The guest agent came or went. {@code VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE}. */
  record AgentLifecycle(UUID uuid, String name, State state, Reason reason) implements OfDomain {
    /** libvirt's {@code virConnectDomainEventAgentLifecycleState}, which counts from 1. */
    public enum State {
      CONNECTED,
      DISCONNECTED,
      UNKNOWN
    }

    /** libvirt's {@code virConnectDomainEventAgentLifecycleReason}. */
    public enum Reason {
      UNSPECIFIED,
      DOMAIN_STARTED,
      CHANNEL,
      UNKNOWN
    }
  }

  /**
   * A migration goes over the guest's memory once more. {@code
   * VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION}.
   *
   * @param iteration counted from 1
   */
  record MigrationIteration(UUID uuid, String name, int iteration) implements OfDomain {}

  /**
   * A save, dump or migration has ended well. {@code VIR_DOMAIN_EVENT_ID_JOB_COMPLETED}.
   *
   * @param statistics by libvirt's names, as {@code memory_total}; each an Integer, Long, Double,
   *     Boolean or String
   */
  record JobCompleted(UUID uuid, String name, Map<String, Object> statistics) implements OfDomain {}

  /**
   * Its title, description or metadata changed. {@code VIR_DOMAIN_EVENT_ID_METADATA_CHANGE}.
   *
   * @param namespace of the metadata's element; empty for title and description
   */
  record MetadataChange(UUID uuid, String name, Type type, Optional<String> namespace)
      implements OfDomain {
    /** libvirt's {@code virDomainMetadataType}. */
    public enum Type {
      DESCRIPTION,
      TITLE,
      ELEMENT,
      UNKNOWN
    }
  }

  /**
   * A guest wrote beyond the mark that was set for an image. {@code
   * VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD}.
   *
   * @param target the disk's name, as {@code vda}, or {@code vda[1]} for an image below it
   * @param source the image's path on the host, where it has one
   * @param excess how far beyond
   */
  record BlockThreshold(
      UUID uuid,
      String name,
      String target,
      Optional<String> source,
      ByteSize threshold,
      ByteSize excess)
      implements OfDomain {}

  /** The host's memory failed under the guest. {@code VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE}. */
  record MemoryFailure(
      UUID uuid, String name, Recipient recipient, Action action, Set<Property> properties)
      implements OfDomain {
    /** Whose memory it was. */
    public enum Recipient {
      HYPERVISOR,
      GUEST,
      UNKNOWN
    }

    /** What was done about it. */
    public enum Action {
      IGNORE,
      INJECT,
      FATAL,
      RESET,
      UNKNOWN
    }

    /** libvirt's {@code virDomainMemoryFailureFlags}. */
    public enum Property {
      ACTION_REQUIRED,
      RECURSIVE
    }
  }

  /** A memory device grew or shrank. {@code VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE}. */
  record MemoryDeviceSizeChange(UUID uuid, String name, String alias, ByteSize size)
      implements OfDomain {}
}
