package io.kvmsdk.domain;

/**
 * A processor as the guest has it. libvirt: {@code virDomainGetGuestVcpus}.
 *
 * @param number the guest's own, from 0
 * @param online whether the guest uses it
 * @param offlinable whether the guest can do without it
 */
public record GuestVcpu(int number, boolean online, boolean offlinable) {}
