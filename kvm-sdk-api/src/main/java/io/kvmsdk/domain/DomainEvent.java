package io.kvmsdk.domain;

import java.util.UUID;

/**
 * Something that happened to a domain. libvirt: {@code VIR_DOMAIN_EVENT_ID_LIFECYCLE}.
 *
 * @param detail libvirt's number for the reason, whose meaning depends on the kind
 */
public record DomainEvent(UUID uuid, String name, Kind kind, int detail) {
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
    CRASHED
  }
}
