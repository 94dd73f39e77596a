package io.kvmsdk.domain;

import java.util.Objects;
import java.util.Optional;

/**
 * How the host's access control knows the guest: libvirt's {@code <seclabel>}.
 *
 * @param type {@code dynamic}, where libvirt makes up the label, {@code static} or {@code none}
 * @param model {@code apparmor}, {@code selinux} or {@code dac}
 * @param label for type static
 * @param relabel whether libvirt also labels the guest's files
 */
public record SecurityLabel(String type, String model, Optional<String> label, boolean relabel) {
  public SecurityLabel {
    Objects.requireNonNull(type);
    Objects.requireNonNull(model);
    Objects.requireNonNull(label);
  }

  /** A guest that this model leaves alone. */
  public static SecurityLabel none(String model) {
    return new SecurityLabel("none", model, Optional.empty(), false);
  }

  /** A guest by its label, whose files libvirt labels too. */
  public static SecurityLabel fixed(String model, String label) {
    return new SecurityLabel("static", model, Optional.of(label), true);
  }
}
