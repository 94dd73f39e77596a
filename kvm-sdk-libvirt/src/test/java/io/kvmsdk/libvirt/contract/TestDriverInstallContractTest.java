package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.media.Media;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.testkit.contract.InstallContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresLibvirt
@RequiresTool(
    value = {"xorriso", "--version"},
    debianPackage = "xorriso")
class TestDriverInstallContractTest extends InstallContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return TestDriver.connect(folder);
  }

  @Override
  protected Media installer(String domain) {
    return MiniInstaller.unattended(domain);
  }

  @Override
  protected Media stuckInstaller() {
    return MiniInstaller.asking();
  }

  /** This driver takes no uploads: as good a failure in the middle as any. */
  @Test
  void install_leavesNothing_whenTheDriverTakesNoUploads() {
    assertThatThrownBy(() -> Provision.on(kvm).planInstall(request(run + "-a")).apply())
        .isInstanceOf(UnsupportedException.class)
        .hasNoSuppressedExceptions();

    assertThat(kvm.networks().find(network)).isEmpty();
    assertThat(kvm.storagePools().find(pool)).isEmpty();
    assertThat(kvm.domains().find(run + "-a")).isEmpty();
  }
}
