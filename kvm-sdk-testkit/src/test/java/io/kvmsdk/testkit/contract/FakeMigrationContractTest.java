package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.MigrationRoute;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.testkit.FakeClock;
import io.kvmsdk.testkit.FakeHypervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;

class FakeMigrationContractTest extends MigrationContract {
  private static final int MIB = 1 << 20;

  private final FakeClock clock = new FakeClock();
  private FakeHypervisor here;
  private FakeHypervisor there;

  @TempDir Path shared;

  @Override
  protected Hypervisor connect() {
    here = FakeHypervisor.builder().clock(clock).build();
    return here;
  }

  /** The shared folder is one of the file system that both are in. */
  @Override
  protected Hypervisor connectOther() {
    there = FakeHypervisor.builder().clock(clock).build();
    try {
      Files.createDirectories(here.file(sharedFolder()).getParent());
      Files.createDirectories(there.file(sharedFolder()).getParent());
      Files.createSymbolicLink(here.file(sharedFolder()), shared);
      Files.createSymbolicLink(there.file(sharedFolder()), shared);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return there;
  }

  @Override
  protected String sharedFolder() {
    return "/srv/shared";
  }

  @Override
  protected String ownFolder() {
    return "/srv/own";
  }

  @Override
  protected void route(MigrationSpec.Builder spec, MigrationRoute route) {
    spec.route(route);
  }

  @Override
  protected void fill(StorageVolume volume) throws IOException {
    byte[] content = new byte[8 * MIB];
    Arrays.fill(content, MIB, 2 * MIB, (byte) 7);
    Files.write(here.file(volume.path()), content);
  }
}
