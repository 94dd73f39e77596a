package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.InstallerIso;
import io.kvmsdk.iso.IsoPatch;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.provision.InstallSpec;
import io.kvmsdk.provision.Installed;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.unattended.Password;
import io.kvmsdk.unattended.Preseed;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The main job from end to end: an installer's ISO, remastered for each virtual machine; a network,
 * disks and domains; guests that install themselves, run and have an address.
 */
@Command(
    name = "quickstart",
    description = "From an installer's ISO to running virtual machines; by default on a fake host.")
final class Quickstart implements Runnable {
  /** Of the network and the pool; with a number, of a machine; and root's password in it. */
  static final String NAME = "quickstart";

  private static final String FAKE = ", a fake: no guest runs; files are real";
  private static final String POOL_ON_A_REAL_HOST = "/var/lib/libvirt/images/kvmsdk-quickstart";

  @Option(
      names = "--iso",
      paramLabel = "FILE",
      description = "Debian's installer; on a fake host, a sample that installs nothing will do.")
  private Optional<Path> iso = Optional.empty();

  @Option(
      names = "--out",
      defaultValue = "target/quickstart",
      paramLabel = "FOLDER",
      description = "Where the files go. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--connect",
      paramLabel = "URI",
      description = "The host, as qemu:///system; by default a fake one, which needs nothing.")
  private Optional<String> uri = Optional.empty();

  @Option(
      names = "--count",
      defaultValue = "2",
      paramLabel = "N",
      description = "How many virtual machines. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--gateway",
      defaultValue = "192.168.233.1/24",
      paramLabel = "CIDR",
      description = "The host's address on the new network. Default: ${DEFAULT-VALUE}.")
  private Cidr gateway;

  @Spec private CommandSpec command;
  private PrintWriter log;
  private QuickstartFiles files;

  @Override
  public void run() {
    check();
    log = command.commandLine().getOut();
    files = new QuickstartFiles(out);
    InstallerIso installer = InstallerIso.open(iso.orElseGet(files::sample));
    log.println("installer: " + installer.description());
    List<Domain> domains = new ArrayList<>();
    try (Hypervisor kvm = Kvm.connect(uri.orElseGet(files::fakeUri))) {
      log.println("host: " + kvm.uri() + (fake() ? FAKE : " with " + accelerator(kvm)));
      if (uri.isEmpty()) {
        files.removeFakeVolumes();
      }
      for (int i = 1; i <= count; i++) {
        domains.add(make(kvm, NAME + "-" + i, installer));
      }
      log.println();
      ListDomains.print(domains.stream(), log);
    }
    files.print(log);
    log.println();
    log.println(whatNext());
  }

  private void check() {
    if (count < 1) {
      throw InvalidSpecException.of(
          Subject.of("option", "--count"), "must be at least 1, not " + count);
    }
    if (iso.isEmpty() && !fake()) {
      throw InvalidSpecException.of(
          Subject.of("option", "--iso"),
          "must name Debian's installer: on a real host the sample would wait forever");
    }
  }

  /** Says so where guests are slow. */
  private static String accelerator(Hypervisor kvm) {
    Accelerator accelerator = kvm.capabilities().accelerator();
    return accelerator + (accelerator == Accelerator.TCG ? ": no KVM, so guests are slow" : "");
  }

  private boolean fake() {
    return uri.map(u -> u.startsWith("fake:")).orElse(true);
  }

  private Domain make(Hypervisor kvm, String name, InstallerIso installer) {
    IsoPatch patch = installer.unattended(u -> u.answers(answers(name)).serialConsole());
    Plan<Installed> plan = Provision.on(kvm).planInstall(spec(name, patch));
    log.printf("%n%s: %d sectors of the installer change%n", name, patch.changedSectors());
    log.println(Text.withShortDigests(plan.toString()));
    Installed vm = plan.apply(ProgressBar.on(log, plan));
    files.keep(name, patch, ProgressBar.on(log));
    log.println(Text.running(vm.domain(), vm.address()));
    return vm.domain();
  }

  private static Preseed answers(String name) {
    return Preseed.builder().hostname(name).rootPassword(Password.plain(NAME)).build();
  }

  private InstallSpec spec(String name, IsoPatch installer) {
    String pool = uri.isEmpty() ? files.fakePool().toString() : POOL_ON_A_REAL_HOST;
    return InstallSpec.builder()
        .domain(domain(name))
        .media(installer.media(name + "-installer"))
        .addNetwork(NetworkSpec.nat(NAME, gateway))
        .addPool(StoragePoolSpec.dir(NAME, pool))
        .build();
  }

  private static DomainSpec domain(String name) {
    return DomainSpec.builder()
        .name(name)
        .memory(ByteSize.gib(1))
        .disk(d -> d.pool(NAME).size(ByteSize.gib(8)))
        .network(NAME)
        .build();
  }

  private String whatNext() {
    return fake()
        ? "the same on QEMU: examples/run quickstart --connect qemu:///system --iso FILE"
        : "to remove one: examples/run delete --connect " + uri.get() + " " + NAME + "-1";
  }
}
