package io.kvmsdk;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.CpuSpec;
import io.kvmsdk.domain.Firmware;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a domain on a host can have. Where a driver does not tell (libvirt's test driver), or the
 * connection only looks, the sets are empty, and so are the defaults taken from them.
 *
 * @param architecture the host's own, as {@code x86_64}
 * @param accelerator what {@link Accelerator#AUTO} stands for here: KVM only if a guest was seen to
 *     run under it
 * @param machine the machine type to prefer: q35 where there is one
 * @param cpu the processor of {@link CpuMode#HOST_MODEL} by its name and features, as guests here
 *     can have it; empty where the host does not tell
 * @param videoModels libvirt's names, as {@code virtio} and {@code vga}
 * @param imageOwner to whom libvirt gives the images of a guest that starts, where it tells
 */
public record HostCapabilities(
    String architecture,
    Accelerator accelerator,
    Optional<String> machine,
    Set<Firmware> firmware,
    Set<CpuMode> cpuModes,
    Optional<CpuSpec> cpu,
    Set<String> videoModels,
    Optional<FileOwner> imageOwner) {
  public HostCapabilities {
    Objects.requireNonNull(architecture);
    Objects.requireNonNull(accelerator);
    Objects.requireNonNull(machine);
    Objects.requireNonNull(cpu);
    Objects.requireNonNull(imageOwner);
    firmware = Set.copyOf(firmware);
    cpuModes = Set.copyOf(cpuModes);
    videoModels = Set.copyOf(videoModels);
  }
}
