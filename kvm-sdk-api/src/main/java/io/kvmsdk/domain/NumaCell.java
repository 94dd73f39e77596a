package io.kvmsdk.domain;

import io.kvmsdk.value.ByteSize;
import java.util.Objects;

/**
 * A NUMA cell that the guest sees: its processors, and the memory near to them.
 *
 * @param cpus libvirt's list of virtual processors, as {@code 0-3,8}
 * @param memory whole KiB
 */
public record NumaCell(String cpus, ByteSize memory) {
  public NumaCell {
    Objects.requireNonNull(cpus);
    Objects.requireNonNull(memory);
  }
}
