package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.HypervisorInfo;
import io.kvmsdk.Kvm;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.libvirt.RequiresQemu;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is told of a connection to QEMU's own daemon, and one that only looks. */
@RequiresQemu
class QemuConnectionTest {
  @Test
  void info_isWhatVirshSees() {
    try (Hypervisor kvm = Kvm.connect("qemu:///system")) {
      HypervisorInfo info = kvm.info();

      assertThat(QemuHost.ask("version", "--daemon"))
          .contains("API: " + info.type() + " " + info.libvirt())
          .contains("hypervisor: " + info.type() + " " + info.version())
          .contains("daemon: " + info.libvirt());
      assertThat(QemuHost.ask("hostname")).isEqualTo(info.hostname());
      assertThat(info.encrypted()).isFalse();
      assertThat(info.secure()).isTrue();
    }
  }

  /** Who listens on a socket of one's own choice may be ssh, or a container's daemon. */
  @Test
  void localFile_isOnlyToldOf_whereTheDaemonIsThisMachinesForCertain() {
    try (Hypervisor here = Kvm.connect("qemu:///system");
        Hypervisor elsewhere = Kvm.connect("qemu:///system?socket=/var/run/libvirt/libvirt-sock")) {
      assertThat(here.localFile("/etc/hosts")).contains(Path.of("/etc/hosts"));
      assertThat(elsewhere.localFile("/etc/hosts")).isEmpty();
    }
  }

  @Test
  @Proves(KnownFailure.READ_ONLY)
  void change_isRefused_whereOnlyLookingIsAllowed() {
    try (Hypervisor kvm = Kvm.connect("qemu:///system", o -> o.readOnly(true))) {
      Provoked.by(
              KnownFailure.READ_ONLY,
              PermissionDeniedException.class,
              () -> kvm.domains().defineXml("<domain type='qemu'><name>kvmsdk-no</name></domain>"))
          .cured("ConnectOptions.readOnly");
    }
  }
}
