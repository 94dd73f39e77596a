package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.provision.DeletePolicy;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.contract.DisposalContract;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@RequiresQemu
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class QemuDisposalContractTest extends DisposalContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Test
  void planDelete_keepsTheNvram_orTakesIt_asTold() throws IOException {
    Domain domain = kvm.domains().define(this::uefi);
    domain.start();
    Path nvram = Path.of(DomainXml.parse(domain.xml()).nvram().orElseThrow());
    assertThat(nvram).exists();

    Plan<Void> plan = Provision.on(kvm).planDelete(domain.name(), p -> p.nvram(Nvram.KEEP));
    assertThat(plan.toString()).contains("destroy", "undefine, with its NVRAM kept");
    plan.apply();

    assertThat(kvm.domains().find(domain.name())).isEmpty();
    assertThat(nvram).exists();
    kvm.domains().define(this::uefi);
    Provision.on(kvm).planDelete(domain.name(), DeletePolicy.KEEP_DISKS).apply();
    assertThat(nvram).doesNotExist();
  }

  private void uefi(DomainSpec.Builder domain) {
    domain.name(run + "-u").memory(ByteSize.mib(64)).firmware(Firmware.UEFI);
  }

  @Override
  protected byte[] seen(Path image, VolumeFormat format) throws IOException {
    return QemuDriver.seen(image, format);
  }
}
