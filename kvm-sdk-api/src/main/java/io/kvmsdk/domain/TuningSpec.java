package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.immutables.value.Value;

/**
 * What of the host a guest may use: libvirt's {@code <cputune>, <memtune>, <blkiotune>,
 * <numatune>}.
 */
@Value.Immutable
@SpecStyle
public abstract class TuningSpec {
  TuningSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Its part of the processors where they are short, against the 1024 of any other. */
  public abstract OptionalInt cpuShares();

  /** Within what time {@link #cpuQuota} counts: 1 ms to 1 s. */
  public abstract Optional<Duration> cpuPeriod();

  /** How long each virtual processor may run in a {@link #cpuPeriod}: at least 1 ms. */
  public abstract Optional<Duration> cpuQuota();

  /** Virtual processors, from 0, and the host's processors that each may run on, as {@code 0-3}. */
  @Value.NaturalOrder
  public abstract SortedMap<Integer, String> vcpuPins();

  /** The host's processors that QEMU's own threads may run on. */
  public abstract Optional<String> emulatorPin();

  /** The most memory that QEMU may have in all; it is killed when it wants more. */
  public abstract Optional<ByteSize> memoryHardLimit();

  /** What QEMU is pressed back to where the host's memory is short. */
  public abstract Optional<ByteSize> memorySoftLimit();

  /** The most memory and swap together. */
  public abstract Optional<ByteSize> swapHardLimit();

  /** Its part of block devices where they are busy: 10 to 1000. */
  public abstract OptionalInt blockWeight();

  /** The host's NUMA nodes to take memory from, as {@code 0-1}, and from no others. */
  public abstract Optional<String> numaNodes();

  @Value.Check
  void check() {
    Validation.of("tuning", "")
        .require(cpuShares().orElse(2) >= 2, "cpuShares must be at least 2")
        .require(
            cpuPeriod().map(p -> p.toMillis() >= 1 && p.toMillis() <= 1000).orElse(true),
            "cpuPeriod must be 1 ms to 1 s")
        .require(
            cpuQuota().map(q -> q.toMillis() >= 1).orElse(true), "cpuQuota must be at least 1 ms")
        .require(
            blockWeight().orElse(10) >= 10 && blockWeight().orElse(10) <= 1000,
            "blockWeight must be 10 to 1000")
        .require(vcpuPins().keySet().stream().allMatch(v -> v >= 0), "vcpus are numbered from 0")
        .require(
            Stream.concat(
                    vcpuPins().values().stream(),
                    Stream.of(emulatorPin(), numaNodes()).flatMap(Optional::stream))
                .allMatch(l -> l.matches("[0-9,^-]+")),
            "vcpuPins, emulatorPin and numaNodes must be lists, as 0-3")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link TuningSpec}. */
  public static final class Builder extends ImmutableTuningSpec.Builder {
    Builder() {}

    /** The host's processors, as {@code 0-3}, that the virtual processor may run on. */
    public Builder pinVcpu(int vcpu, String cpus) {
      return putVcpuPin(vcpu, cpus);
    }
  }
}
