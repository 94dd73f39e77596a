package io.kvmsdk;

import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a host's memory and processors are used.
 *
 * @param freeMemory libvirt: {@code virNodeGetFreeMemory}
 * @param cpu what its processors did since the host was started
 */
public record NodeStats(ByteSize freeMemory, Optional<Memory> memory, Optional<Cpu> cpu) {
  public NodeStats {
    Objects.requireNonNull(freeMemory);
    Objects.requireNonNull(memory);
    Objects.requireNonNull(cpu);
  }

  /** libvirt: {@code virNodeGetMemoryStats}; not each of its drivers has it. */
  public record Memory(ByteSize total, ByteSize free, ByteSize buffers, ByteSize cached) {}

  /** libvirt: {@code virNodeGetCPUStats}, of all processors together; not each driver has it. */
  public record Cpu(Duration user, Duration system, Duration idle, Duration ioWait) {}
}
