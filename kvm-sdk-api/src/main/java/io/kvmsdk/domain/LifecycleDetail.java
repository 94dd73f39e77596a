package io.kvmsdk.domain;

import io.kvmsdk.domain.DomainEvent.Lifecycle.Kind;
import java.util.Arrays;

/** Why a domain's life took a turn. libvirt: {@code VIR_DOMAIN_EVENT_STARTED_BOOTED} and so on. */
public enum LifecycleDetail {
  DEFINED_ADDED(Kind.DEFINED),
  DEFINED_UPDATED(Kind.DEFINED),
  DEFINED_RENAMED(Kind.DEFINED),
  DEFINED_FROM_SNAPSHOT(Kind.DEFINED),

  UNDEFINED_REMOVED(Kind.UNDEFINED),
  UNDEFINED_RENAMED(Kind.UNDEFINED),

  STARTED_BOOTED(Kind.STARTED),
  STARTED_MIGRATED(Kind.STARTED),
  STARTED_RESTORED(Kind.STARTED),
  STARTED_FROM_SNAPSHOT(Kind.STARTED),
  STARTED_WAKEUP(Kind.STARTED),

  SUSPENDED_PAUSED(Kind.SUSPENDED),
  SUSPENDED_MIGRATED(Kind.SUSPENDED),
  SUSPENDED_IOERROR(Kind.SUSPENDED),
  SUSPENDED_WATCHDOG(Kind.SUSPENDED),
  SUSPENDED_RESTORED(Kind.SUSPENDED),
  SUSPENDED_FROM_SNAPSHOT(Kind.SUSPENDED),
  SUSPENDED_API_ERROR(Kind.SUSPENDED),
  SUSPENDED_POSTCOPY(Kind.SUSPENDED),
  SUSPENDED_POSTCOPY_FAILED(Kind.SUSPENDED),

  RESUMED_UNPAUSED(Kind.RESUMED),
  RESUMED_MIGRATED(Kind.RESUMED),
  RESUMED_FROM_SNAPSHOT(Kind.RESUMED),
  RESUMED_POSTCOPY(Kind.RESUMED),
  RESUMED_POSTCOPY_FAILED(Kind.RESUMED),

  STOPPED_SHUTDOWN(Kind.STOPPED),
  STOPPED_DESTROYED(Kind.STOPPED),
  STOPPED_CRASHED(Kind.STOPPED),
  STOPPED_MIGRATED(Kind.STOPPED),
  STOPPED_SAVED(Kind.STOPPED),
  STOPPED_FAILED(Kind.STOPPED),
  STOPPED_FROM_SNAPSHOT(Kind.STOPPED),

  SHUTDOWN_FINISHED(Kind.SHUTDOWN),
  /** The guest itself did it, or heard that it should. */
  SHUTDOWN_GUEST(Kind.SHUTDOWN),
  SHUTDOWN_HOST(Kind.SHUTDOWN),

  PMSUSPENDED_MEMORY(Kind.PMSUSPENDED),
  PMSUSPENDED_DISK(Kind.PMSUSPENDED),

  CRASHED_PANICKED(Kind.CRASHED),
  CRASHED_CRASHLOADED(Kind.CRASHED),

  /** One that a later libvirt has. */
  UNKNOWN(Kind.UNKNOWN);

  private final Kind kind;

  LifecycleDetail(Kind kind) {
    this.kind = kind;
  }

  /** The turn that it is a detail of. */
  public Kind kind() {
    return kind;
  }

  /** libvirt's number for a detail of {@code kind}; each kind counts its own from 0. */
  public static LifecycleDetail of(Kind kind, int number) {
    return Arrays.stream(values())
        .filter(detail -> detail.kind == kind)
        .skip(number)
        .findFirst()
        .orElse(UNKNOWN);
  }
}
