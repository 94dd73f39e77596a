package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.immutables.value.Value;

/** The processor that the guest sees: libvirt's {@code <cpu>}. */
@Value.Immutable
@SpecStyle
public abstract class CpuSpec {
  CpuSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Whether anything is said of the topology. */
  public final boolean hasTopology() {
    return Stream.of(sockets(), dies(), cores(), threads()).anyMatch(OptionalInt::isPresent);
  }

  /** How many processors the topology has places for. */
  final long places() {
    return Stream.of(sockets(), dies(), cores(), threads())
        .mapToLong(n -> n.orElse(1))
        .reduce(1, (a, b) -> a * b);
  }

  /**
   * CUSTOM where a {@link #model} is named; else, where it is empty, the host's processor under KVM
   * and all that TCG can do under TCG.
   */
  public abstract Optional<CpuMode> mode();

  /** libvirt's name of a model, as {@code Skylake-Server}; for mode CUSTOM alone. */
  public abstract Optional<String> model();

  /** How libvirt compares it with the host's: {@code none}, {@code partial} or {@code full}. */
  public abstract Optional<String> check();

  /** Whether a guest with the host's own processor may be moved to another host. */
  public abstract Optional<Boolean> migratable();

  /** All of them together, or none, make the topology; 1 for those that are empty. */
  public abstract OptionalInt sockets();

  /** In each socket. */
  public abstract OptionalInt dies();

  /** In each die. */
  public abstract OptionalInt cores();

  /** In each core. */
  public abstract OptionalInt threads();

  public abstract List<CpuFeature> features();

  /** The guest's NUMA cells, numbered from 0; no NUMA where it is empty. */
  public abstract List<NumaCell> numaCells();

  @Value.Check
  void validate() {
    Validation.of("cpu", model().orElse(""))
        .require(
            model().isEmpty() || mode().equals(Optional.of(CpuMode.CUSTOM)),
            "a model needs mode CUSTOM")
        .require(
            model().isPresent() || !mode().equals(Optional.of(CpuMode.CUSTOM)),
            "mode CUSTOM needs a model")
        .require(
            check().orElse("none").matches("none|partial|full"),
            "check must be none, partial or full")
        .require(
            Stream.of(sockets(), dies(), cores(), threads()).allMatch(n -> n.orElse(1) >= 1),
            "sockets, dies, cores and threads must be at least 1")
        .require(
            features().stream().map(CpuFeature::name).distinct().count() == features().size(),
            "a feature is named twice")
        .require(
            numaCells().stream().allMatch(c -> c.cpus().matches("[0-9,^-]+")),
            "the cpus of a NUMA cell must be a list, as 0-3")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link CpuSpec}. */
  public static final class Builder extends ImmutableCpuSpec.Builder {
    Builder() {}

    /** The named model. */
    public Builder custom(String model) {
      return mode(CpuMode.CUSTOM).model(model);
    }

    /** The guest has the feature, or does not start. */
    public Builder require(String feature) {
      return addFeature(CpuFeature.require(feature));
    }

    /** The guest does not have the feature. */
    public Builder disable(String feature) {
      return addFeature(CpuFeature.disable(feature));
    }

    /** Adds a NUMA cell: its processors, as {@code 0-3}, and the memory near to them. */
    public Builder numaCell(String cpus, ByteSize memory) {
      return addNumaCell(new NumaCell(cpus, memory));
    }
  }
}
