package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.contract.DomainDiskContract;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.Test;

@RequiresQemu
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class QemuDomainDiskContractTest extends DomainDiskContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  /** Only QEMU locks its images, and only it can be reached from afar as well. */
  @Test
  void filesInNoPool_areRefused_whileSomebodyHasThemOpen_orFromAfar() throws IOException {
    StorageVolume base = filled("base.img");
    StorageVolume top = overlay("top.qcow2", base, VolumeFormat.RAW);
    String below = base.path();
    Path file = Path.of(top.path());
    Domain domain = guest("-a", top);
    Domain other = running("-b", top);
    forgetPool();

    assertThatThrownBy(() -> domain.disk("vda").resize(ByteSize.mib(48)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("in use");
    assertThatThrownBy(Provision.on(kvm).planConsolidate(domain.name())::apply)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("in use");
    try (Hypervisor afar = Kvm.connect("qemu+unix:///system")) {
      Domain same = afar.domains().get(domain.name());
      assertThatThrownBy(() -> same.disk("vda").resize(ByteSize.mib(48)))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("Define a pool");
      assertThatThrownBy(() -> Provision.on(afar).planConsolidate(domain.name()))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("Define a pool");
    }
    other.destroy();
    assertThat(domain.disk("vda").chain()).containsExactly(file.toString(), below);
    UserPrincipal daemon =
        file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon");
    Files.setOwner(file, daemon);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    Provision.on(kvm).planConsolidate(domain.name()).apply();
    domain.disk("vda").resize(ByteSize.mib(48));

    assertThat(Files.getOwner(file)).isEqualTo(daemon);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    Tool.run("qemu-img", "check", "-q", "-f", "qcow2", file).orFail();
    assertThat(Tool.run("qemu-img", "info", "--output=json", file).orFail().output())
        .contains("\"virtual-size\": " + (48 << 20) + ",")
        .doesNotContain("backing-filename");
    domain.start();
  }

  @Override
  protected byte[] seen(Path image, VolumeFormat format) throws IOException {
    return QemuDriver.seen(image, format);
  }
}
