package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.storage.VolumeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine's QEMU. */
final class QemuDriver {
  private QemuDriver() {}

  static Hypervisor connect() {
    return Kvm.connect("qemu:///system");
  }

  /** Lets QEMU write {@code length} times {@code value} as if the guest did. */
  static void guestWrites(Domain domain, String target, long offset, int length, byte value) {
    int number = target.charAt(target.length() - 1) - 'a';
    String command =
        "qemu-io -d /machine/peripheral/virtio-disk%d/virtio-backend \"write -P %d %d %d\""
            .formatted(number, value, offset, length);
    String answer =
        Tool.run(
                "virsh",
                "-c",
                "qemu:///system",
                "-q",
                "qemu-monitor-command",
                domain.name(),
                "--hmp",
                command)
            .orFail()
            .output();
    assertThat(answer).isBlank();
  }

  /** What a guest sees of an image that stands alone, as qemu-img has it. */
  static byte[] seen(Path image, VolumeFormat format) throws IOException {
    Path raw = image.resolveSibling("raw");
    Tool.run("qemu-img", "convert", "-f", format.libvirtName(), "-O", "raw", image, raw).orFail();
    return Files.readAllBytes(raw);
  }
}
