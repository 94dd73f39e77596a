package io.kvmsdk.internal.driver;

import java.util.Map;
import java.util.Optional;

/**
 * What can be tuned of a domain as it runs: a group of libvirt's typed parameters, each with the
 * element that holds it in the document.
 */
public enum Tuning {
  /** {@code virDomainSetSchedulerParametersFlags}. */
  SCHEDULER(
      "cputune",
      Map.of(
          "period", "vcpu_period",
          "quota", "vcpu_quota",
          "global_period", "global_period",
          "global_quota", "global_quota",
          "emulator_period", "emulator_period",
          "emulator_quota", "emulator_quota",
          "iothread_period", "iothread_period",
          "iothread_quota", "iothread_quota",
          "shares", "cpu_shares")),
  /** {@code virDomainSetMemoryParameters}, in KiB. */
  MEMORY(
      "memtune",
      Map.of(
          "hard_limit", "hard_limit",
          "soft_limit", "soft_limit",
          "swap_hard_limit", "swap_hard_limit")),
  /** {@code virDomainSetBlkioParameters}. */
  BLKIO("blkiotune", Map.of("weight", "weight")),
  /** {@code virDomainSetBlockIoTune}; parameters are called as the elements are. */
  DISK("iotune", Map.of()),
  /** {@code virDomainSetInterfaceParameters}; as {@code inbound.average}. */
  INTERFACE("bandwidth", Map.of());

  private final String element;
  private final Map<String, String> fields;

  Tuning(String element, Map<String, String> fields) {
    this.element = element;
    this.fields = fields;
  }

  /** The element that holds all of the group. */
  public String element() {
    return element;
  }

  /** The parameter that the child element {@code name} holds. */
  public Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** The child element that holds the parameter {@code field}. */
  public String child(String field) {
    return fields.entrySet().stream()
        .filter(e -> e.getValue().equals(field))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(field);
  }

  /** How libvirt wants the values of {@code field}. */
  public Type type(String field) {
    if (field.equals("group_name")) {
      return Type.TEXT;
    }
    return switch (this) {
      case BLKIO, INTERFACE -> Type.UNSIGNED_INT;
      case SCHEDULER -> field.endsWith("quota") ? Type.LONG : Type.UNSIGNED_LONG;
      case MEMORY, DISK -> Type.UNSIGNED_LONG;
    };
  }

  /** The members of {@code virTypedParameterType} that occur here. */
  public enum Type {
    UNSIGNED_INT,
    LONG,
    UNSIGNED_LONG,
    TEXT
  }
}
