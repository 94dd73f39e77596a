package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.contract.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** This machine's QEMU. */
final class QemuDriver {
  /** The guests of the suites have no operating system that could hear a shutdown. */
  static final Set<Capability> MISSING = Set.of(Capability.GUESTS_THAT_LISTEN);

  private QemuDriver() {}

  static Hypervisor connect() {
    return Kvm.connect("qemu:///system");
  }

  /** What a guest sees of an image that stands alone, as qemu-img has it. */
  static byte[] seen(Path image, VolumeFormat format) throws IOException {
    Path raw = image.resolveSibling("raw");
    Tool.run("qemu-img", "convert", "-f", format.libvirtName(), "-O", "raw", image, raw).orFail();
    return Files.readAllBytes(raw);
  }
}
