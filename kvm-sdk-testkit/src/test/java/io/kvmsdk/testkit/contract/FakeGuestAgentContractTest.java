package io.kvmsdk.testkit.contract;

import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.FakeGuest;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class FakeGuestAgentContractTest extends GuestAgentContract {
  @TempDir Path folder;

  private final FakeHypervisor host =
      FakeHypervisor.builder().guest(FakeGuest.builder().agent(inside).build()).build();

  @Override
  protected FakeHypervisor connect() {
    return host;
  }

  @Override
  protected Domain guest() {
    Domain domain = started(run, true);
    host.clock().advance(Duration.ofMinutes(1));
    return domain;
  }

  @Override
  protected Domain withoutAgent(String name) {
    host.guest(name, FakeGuest.builder().noAgent().build());
    return started(name, true);
  }

  @Override
  protected Domain withoutChannel() {
    return started(run + "-n", false);
  }

  /** An installed system. */
  private Domain started(String name, boolean channel) {
    StoragePool pool = kvm.storagePools().get("default");
    pool.create(v -> v.name(name).capacity(ByteSize.mib(1)).format(VolumeFormat.RAW))
        .upload(bootSector(), ProgressListener.NONE);
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name(name)
                        .memory(ByteSize.mib(64))
                        .guestAgent(channel)
                        .disk(
                            k ->
                                k.source(DiskSource.volume("default", name))
                                    .format(VolumeFormat.RAW)));
    domain.start();
    return domain;
  }

  /** It has what a BIOS boots from. */
  private Path bootSector() {
    byte[] sector = new byte[512];
    sector[510] = 0x55;
    sector[511] = (byte) 0xaa;
    try {
      return Files.write(folder.resolve("disk"), sector);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
