package io.kvmsdk.domain;

import io.kvmsdk.value.ByteSize;
import java.util.Objects;

/**
 * The sizes of a domain's disk.
 *
 * @param capacity what the guest sees
 * @param allocation what its top image holds
 * @param physical how long that image's file is
 */
public record DomainDiskInfo(ByteSize capacity, ByteSize allocation, ByteSize physical) {
  public DomainDiskInfo {
    Objects.requireNonNull(capacity);
    Objects.requireNonNull(allocation);
    Objects.requireNonNull(physical);
  }
}
