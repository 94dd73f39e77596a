package io.kvmsdk;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.Firmware;
import java.util.Set;

/**
 * What a domain on a host can have.
 *
 * @param architecture the host's own, as {@code x86_64}
 * @param accelerator what {@link Accelerator#AUTO} stands for here: KVM only if a guest was seen to
 *     run under it
 * @param machine the machine type to prefer: q35 where there is one
 * @param firmware whether {@code BIOS}, {@code UEFI} or both can be had
 * @param videoModels libvirt's names, as {@code virtio} and {@code vga}
 * @param emulator the path of the emulator's binary on the host
 */
public record HostCapabilities(
    String architecture,
    Accelerator accelerator,
    String machine,
    Set<Firmware> firmware,
    Set<String> videoModels,
    Set<CpuMode> cpuModes,
    String emulator) {
  public HostCapabilities {
    firmware = Set.copyOf(firmware);
    videoModels = Set.copyOf(videoModels);
    cpuModes = Set.copyOf(cpuModes);
  }
}
