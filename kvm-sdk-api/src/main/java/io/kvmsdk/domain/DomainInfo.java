package io.kvmsdk.domain;

import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.Objects;

/**
 * What a domain is doing and has, at one moment. libvirt: {@code virDomainInfo}.
 *
 * @param maxMemory what its memory may be raised to while it runs
 * @param memory what it has now
 * @param vcpus how many virtual processors it has now
 * @param cpuTime how long the host's processors worked for it since it was started; zero while off
 */
public record DomainInfo(
    DomainState state, ByteSize maxMemory, ByteSize memory, int vcpus, Duration cpuTime) {
  public DomainInfo {
    Objects.requireNonNull(state);
    Objects.requireNonNull(maxMemory);
    Objects.requireNonNull(memory);
    Objects.requireNonNull(cpuTime);
  }
}
