package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.media.Media;
import io.kvmsdk.media.Original;
import io.kvmsdk.provision.Installed;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowOverlay;
import io.kvmsdk.testkit.FakeGuest;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeInstallContractTest extends InstallContract {
  @TempDir Path folder;

  private FakeHypervisor fake;

  @Override
  protected Hypervisor connect() {
    fake = FakeHypervisor.create();
    return fake;
  }

  @Override
  protected Media installer(String domain) {
    return medium(domain);
  }

  @Override
  protected Media stuckInstaller() {
    FakeGuest stuck = FakeGuest.builder().installEnd(FakeGuest.InstallEnd.HANG).build();
    fake.guest(run + "-a", stuck);
    return medium("stuck");
  }

  @Test
  void install_takesASpecAndAMedium_andNoMore() {
    DomainSpec web =
        DomainSpec.builder()
            .name(run + "-web")
            .memory(ByteSize.mib(512))
            .disk(d -> d.size(ByteSize.gib(1)))
            .network("default")
            .build();

    Installed installed = Provision.on(kvm).install(web, installer(run + "-web"));

    assertThat(installed.domain().state()).isEqualTo(DomainState.RUNNING);
  }

  /** What the medium holds does not matter to a guest that is scripted. */
  private Media medium(String name) {
    Path file = folder.resolve("installer.iso");
    try {
      if (!Files.exists(file)) {
        Files.write(file, new byte[1 << 20]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Overlaid(name, Original.of(file));
  }

  private record Overlaid(String name, Original original) implements Media {
    @Override
    public ByteSize length() {
      return original.length();
    }

    @Override
    public Optional<Overlay> overlay() {
      return Optional.of(
          (target, backing) ->
              QcowOverlay.builder()
                  .backingFile(backing)
                  .backingFormat(BackingFormat.RAW)
                  .size(length())
                  .build()
                  .create(target, java.util.List.of(), (offset, bytes) -> {}));
    }
  }
}
