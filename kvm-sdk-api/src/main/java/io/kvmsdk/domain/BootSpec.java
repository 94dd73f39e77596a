package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.immutables.value.Value;

/** How the guest boots, beyond the boot order of its devices: parts of libvirt's {@code <os>}. */
@Value.Immutable
@SpecStyle
public abstract class BootSpec {
  BootSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Whether UEFI starts nothing that is not signed. True takes firmware with Microsoft's keys and
   * switches on SMM, which guards them; false takes firmware without; empty leaves it to libvirt.
   */
  public abstract Optional<Boolean> secureBoot();

  /** The host's path of firmware to use in the place of what libvirt finds. */
  public abstract Optional<String> loader();

  /** The host's path of an image of UEFI variables, which is copied for the domain. */
  public abstract Optional<String> nvramTemplate();

  /** The host's path of a Linux kernel that QEMU itself starts. */
  public abstract Optional<String> kernel();

  public abstract Optional<String> initrd();

  /** What the kernel is told, as {@code console=ttyS0 root=/dev/vda1}. */
  public abstract Optional<String> commandLine();

  /** How long the firmware offers a menu, at most 65.535 s; no menu where it is empty. */
  public abstract Optional<Duration> menu();

  @Value.Check
  void check() {
    Validation.of("boot", "")
        .require(
            Stream.of(loader(), nvramTemplate(), kernel(), initrd())
                .flatMap(Optional::stream)
                .allMatch(p -> p.startsWith("/")),
            "loader, nvramTemplate, kernel and initrd must be absolute paths on the host")
        .require(
            kernel().isPresent() || (initrd().isEmpty() && commandLine().isEmpty()),
            "initrd and commandLine need a kernel")
        .require(
            nvramTemplate().isEmpty() || loader().isPresent(), "an nvramTemplate needs a loader")
        .require(
            loader().isEmpty() || secureBoot().isEmpty(),
            "a loader of one's own has secure boot or not, whatever secureBoot says")
        .require(
            menu().map(m -> !m.isNegative() && m.toMillis() <= 65_535).orElse(true),
            "menu must be 0 to 65.535 s")
        .text("commandLine", commandLine().orElse(""))
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link BootSpec}. */
  public static final class Builder extends ImmutableBootSpec.Builder {
    Builder() {}
  }
}
