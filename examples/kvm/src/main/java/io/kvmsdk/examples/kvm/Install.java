package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.iso.InstallerIso;
import io.kvmsdk.media.Media;
import io.kvmsdk.provision.InstallSpec;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.unattended.AnswerFile;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From an installer's ISO to a running virtual machine with an address. */
@Command(
    name = "install",
    description = "Installs a virtual machine from an installer's ISO, without questions.")
final class Install implements Runnable {
  @Mixin private Connection connection;

  @Mixin private Planned planned;

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "The domain.")
  private String name;

  @Option(
      names = "--memory",
      required = true,
      paramLabel = "SIZE",
      description = "Its memory, as 2GiB.")
  private ByteSize memory;

  @Option(names = "--vcpus", defaultValue = "1", paramLabel = "N", description = "Its processors.")
  private int vcpus;

  @Option(
      names = "--disk",
      required = true,
      paramLabel = "SIZE",
      description = "Its disk, as 20GiB.")
  private ByteSize disk;

  @Option(
      names = "--pool",
      defaultValue = "default",
      paramLabel = "POOL",
      description = "The storage pool for the disk and the installer. Default: ${DEFAULT-VALUE}.")
  private String pool;

  @Option(
      names = "--network",
      defaultValue = "default",
      paramLabel = "NETWORK",
      description = "The virtual network. Default: ${DEFAULT-VALUE}.")
  private String network;

  @Option(names = "--iso", required = true, paramLabel = "FILE", description = "The installer.")
  private Path iso;

  @Option(
      names = "--answers",
      required = true,
      paramLabel = "FILE",
      description = "What the installer would ask, in its own format: preseed, autoinstall, …")
  private Path answers;

  @Override
  public void run() {
    InstallSpec spec = InstallSpec.builder().domain(domain()).media(media()).build();
    try (Hypervisor kvm = connection.open()) {
      planned
          .apply(Provision.on(kvm).planInstall(spec))
          .ifPresent(vm -> planned.say(Text.running(vm.domain(), vm.address())));
    }
  }

  private DomainSpec domain() {
    return DomainSpec.builder()
        .name(name)
        .memory(memory)
        .vcpus(vcpus)
        .addDisk(DiskSpec.builder().size(disk).pool(pool).build())
        .network(network)
        .build();
  }

  private Media media() {
    InstallerIso installer = InstallerIso.open(iso);
    AnswerFile file = AnswerFile.read(installer.answers(), answers);
    return installer.unattended(u -> u.answers(file).serialConsole()).media(name + "-installer");
  }
}
