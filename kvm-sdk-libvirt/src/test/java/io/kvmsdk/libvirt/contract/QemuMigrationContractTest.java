package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.MigrationRoute;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.testkit.contract.MigrationContract;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Two daemons with networks and folders of their own stand for two hosts. */
@RequiresQemu
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
@RequiresTool(
    value = {"tini", "--version"},
    debianPackage = "tini")
class QemuMigrationContractTest extends MigrationContract {
  private static final int MIB = 1 << 20;

  private static PrivateLibvirtd here;
  private static PrivateLibvirtd there;

  private Path shared;
  private CountingGuest guest;

  /** Beside its others, the destination has a pool that cannot be said as a spec. */
  @BeforeAll
  static void startTwo() {
    here = PrivateLibvirtd.start("here");
    there = PrivateLibvirtd.start("there");
    PrivateLibvirtd.join(here, there);
    there.virsh("pool-create-as", "kvmsdk-mpath", "mpath", "--target", "/dev/mapper").orFail();
  }

  @AfterAll
  static void endBoth() {
    there.close();
    here.close();
  }

  @Override
  protected void checkHostAfterwards() {
    Tool.run("rm", "-rf", shared).orFail();
  }

  @Override
  protected Hypervisor connect() {
    try {
      shared = Files.createTempDirectory(Path.of("/var/tmp"), "kvmsdk-shared-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    guest = CountingGuest.in(shared);
    return Kvm.connect(here.uri());
  }

  @Override
  protected Hypervisor connectOther() {
    return Kvm.connect(there.uri());
  }

  @Override
  protected String sharedFolder() {
    return shared.toString();
  }

  @Override
  protected String ownFolder() {
    return "/var/lib/libvirt";
  }

  /** The shared folder is on no network's file system, so that libvirt thinks it is not shared. */
  @Override
  protected void route(MigrationSpec.Builder spec, MigrationRoute route) {
    spec.route(route).unsafe(true).dataUri(URI.create("tcp://10.99.0.2"));
    if (route != MigrationRoute.DIRECT) {
      spec.destinationUri(URI.create("qemu+tcp://10.99.0.2/system"));
    }
  }

  /** The guest writes more in a second than may be sent. */
  @Override
  protected void slowly(MigrationSpec.Builder spec) {
    spec.bandwidth(ByteSize.mib(1));
  }

  @Override
  protected void guest(DomainSpec.Builder spec) {
    guest.addTo(spec);
  }

  @Override
  protected void assertGoesOn(Domain domain) {
    super.assertGoesOn(domain);
    guest.assertCounts(kvm);
  }

  @Override
  protected void fill(StorageVolume volume) throws IOException {
    byte[] content = new byte[8 * MIB];
    Arrays.fill(content, MIB, 2 * MIB, (byte) 7);
    volume.upload(Files.write(shared.resolve("content"), content), ProgressListener.NONE);
  }

  @Override
  protected void assertSameImage(String ours, String theirs) {
    here.run("qemu-img", "convert", "-O", "raw", ours, shared.resolve("ours")).orFail();
    there.run("qemu-img", "convert", "-O", "raw", theirs, shared.resolve("theirs")).orFail();
    Tool.run("qemu-img", "compare", shared.resolve("ours"), shared.resolve("theirs")).orFail();
  }
}
