package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.media.Media;
import io.kvmsdk.media.Original;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowOverlay;
import io.kvmsdk.testkit.FakeGuest;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class FakeInstallContractTest extends InstallContract {
  private static final ByteSize SIZE = ByteSize.kib(128);

  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }

  @Override
  protected String poolFolder() {
    return "/var/lib/libvirt/" + pool;
  }

  @Override
  protected Media installer(String domain) {
    return new Installer(folder.resolve("installer.iso"));
  }

  /** On a fake host it is the guest that is stuck, whatever its medium. */
  @Override
  protected Media stuckInstaller() {
    FakeGuest stuck = FakeGuest.builder().installEnd(FakeGuest.InstallEnd.HANG).build();
    ((FakeHypervisor) kvm).guest(run + "-a", stuck);
    return installer(run + "-a");
  }

  /** Zeros, and an overlay of them. */
  private record Installer(Path file) implements Media {
    @Override
    public String name() {
      return "installer.iso";
    }

    @Override
    public ByteSize length() {
      return SIZE;
    }

    @Override
    public Original original() {
      try {
        if (Files.notExists(file)) {
          Files.write(file, new byte[(int) SIZE.bytes()]);
        }
        return Original.of(file);
      } catch (IOException e) {
        throw FileErrors.explain("writing", file, e);
      }
    }

    @Override
    public Optional<Overlay> overlay() {
      return Optional.of(
          (target, backingFile) ->
              QcowOverlay.builder()
                  .backingFile(backingFile)
                  .backingFormat(BackingFormat.RAW)
                  .size(SIZE)
                  .build()
                  .create(target, List.of(), (offset, block) -> {}));
    }
  }
}
