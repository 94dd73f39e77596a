package io.kvmsdk.domain;

import java.util.Objects;

/**
 * What becomes of one feature of a processor.
 *
 * @param name libvirt's, as {@code aes}
 */
public record CpuFeature(String name, Policy policy) {
  public CpuFeature {
    Objects.requireNonNull(name);
    Objects.requireNonNull(policy);
  }

  /** The guest has it, or does not start. */
  public static CpuFeature require(String name) {
    return new CpuFeature(name, Policy.REQUIRE);
  }

  /** The guest does not have it. */
  public static CpuFeature disable(String name) {
    return new CpuFeature(name, Policy.DISABLE);
  }

  /** What libvirt can do about a feature. */
  public enum Policy {
    /** The guest is told that it has it, whatever the host can. */
    FORCE,
    /** The guest has it; without it, it does not start. */
    REQUIRE,
    /** The guest has it if the host does. */
    OPTIONAL,
    /** The guest does not have it. */
    DISABLE,
    /** The guest does not start where the host has it. */
    FORBID;

    /** libvirt's name. */
    public String libvirtName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
