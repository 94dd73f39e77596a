package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.domain.LifecycleAction;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.DeviceNames;
import io.kvmsdk.internal.xml.DiskSourceXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** From an installer to a running guest; see {@link Provision#planInstall}. */
final class InstallFlow {
  private static final String DEFAULT_POOL = "default";

  private final Hypervisor kvm;
  private final InstallSpec spec;
  private final DomainSpec domain;
  private final Subject subject;
  private final MediaStore store;
  private InetAddress address;

  InstallFlow(Hypervisor kvm, InstallSpec spec) {
    this.kvm = kvm;
    this.spec = spec;
    this.domain = DeviceNames.assign(spec.domain(), kvm.capabilities().machine());
    this.subject = Subject.of("domain", domain.name());
    this.store = new MediaStore(kvm, spec.mediaPool().orElseGet(this::firstPool));
  }

  /** The volume in the installer's drive, where the medium has something of its own for each VM. */
  static String installerVolume(String domain) {
    return domain + "-installer.qcow2";
  }

  Plan<Installed> plan() {
    TakenNames.refuseDomain(kvm, domain.name());
    refuseDisklessDomain();
    List<Plan.Step> steps = new ArrayList<>();
    Groundwork ground = new Groundwork(kvm);
    networks().forEach(n -> steps.add(ground.network(n, spec.networks())));
    pools().forEach(p -> steps.add(ground.pool(p, spec.pools())));
    steps.add(store.bringing(spec.media().original()));
    if (spec.media().overlay().isPresent()) {
      steps.add(store.overlaying(spec.media(), installerVolume(domain.name())));
    }
    Disks disks = new Disks(kvm);
    Disks.toMake(domain).forEach(d -> steps.add(disks.create(d, namedByUser(d))));
    steps.add(defining());
    steps.add(step(Effect.LIVE, "install from " + spec.media().name(), this::install));
    steps.add(step(Effect.NEXT_BOOT, "detach the installer", run -> detach()));
    steps.add(step(Effect.LIVE, "boot from its own disk", this::boot));
    return new Plan<>(
        kvm.pacer(), steps, () -> new Installed(handle(), Optional.ofNullable(address)));
  }

  private Plan.Step step(Effect effect, String summary, Groundwork.Action action) {
    return Groundwork.step(effect, subject, summary, action);
  }

  private void refuseDisklessDomain() {
    if (domain.disks().stream().noneMatch(d -> d.device() == DiskDevice.DISK)) {
      throw InvalidSpecException.of(subject, "there is no disk to install on");
    }
  }

  private Stream<String> networks() {
    return domain.interfaces().stream()
        .map(InterfaceSpec::source)
        .filter(InterfaceSource.Network.class::isInstance)
        .map(s -> ((InterfaceSource.Network) s).name())
        .distinct();
  }

  private Set<String> pools() {
    Set<String> pools = new LinkedHashSet<>(volumes().map(DiskSource.Volume::pool).toList());
    pools.add(store.pool());
    return pools;
  }

  private String firstPool() {
    return volumes().map(DiskSource.Volume::pool).findFirst().orElse(DEFAULT_POOL);
  }

  private Stream<DiskSource.Volume> volumes() {
    return domain.disks().stream()
        .flatMap(d -> d.source().stream())
        .filter(DiskSource.Volume.class::isInstance)
        .map(DiskSource.Volume.class::cast);
  }

  private boolean namedByUser(DiskSpec disk) {
    return spec.domain().disks().stream().anyMatch(d -> d.source().equals(disk.source()));
  }

  private Plan.Step defining() {
    return store.claiming(
        spec.media().original(), subject, "define with the installer in its drive", this::define);
  }

  private void define(Run run) {
    Domain defined = kvm.domains().define(withInstaller());
    run.onFailure("domain " + defined.name(), () -> remove(defined));
  }

  static void remove(Domain domain) {
    if (domain.state().active()) {
      end(domain);
    }
    domain.undefine();
  }

  /** A guest may end by itself just before. */
  static void end(Domain domain) {
    try {
      domain.destroy();
    } catch (ConflictException e) {
      if (domain.state().active()) {
        throw e;
      }
    }
  }

  /** The installer boots first; when the guest reboots it ends, as when it powers off. */
  private DomainSpec withInstaller() {
    DiskSpec drive =
        DiskSpec.builder()
            .device(DiskDevice.CDROM)
            .source(DiskSource.volume(store.pool(), medium()))
            .format(overlaid() ? VolumeFormat.QCOW2 : VolumeFormat.RAW)
            .bootOrder(1)
            .build();
    return domain.toBuilder()
        .disks(bootingSecond(domain.disks(), ordered(domain)))
        .addDisk(drive)
        .interfaces(domain.interfaces().stream().map(InstallFlow::bootingLater).toList())
        .onReboot(LifecycleAction.DESTROY)
        .build();
  }

  private boolean overlaid() {
    return spec.media().overlay().isPresent();
  }

  private String medium() {
    return overlaid() ? installerVolume(domain.name()) : MediaStore.nameOf(spec.media().original());
  }

  private static boolean ordered(DomainSpec domain) {
    return domain.disks().stream().anyMatch(d -> d.bootOrder().isPresent())
        || domain.interfaces().stream().anyMatch(i -> i.bootOrder().isPresent());
  }

  /** Every disk one later in the boot order; the first is second where no device has an order. */
  private static List<DiskSpec> bootingSecond(List<DiskSpec> disks, boolean ordered) {
    List<DiskSpec> later = new ArrayList<>();
    boolean first = !ordered;
    for (DiskSpec disk : disks) {
      boolean chosen = first && disk.device() == DiskDevice.DISK;
      first &= !chosen;
      OptionalInt order = chosen ? OptionalInt.of(2) : oneLater(disk.bootOrder());
      later.add(disk.toBuilder().bootOrder(order).build());
    }
    return later;
  }

  private static InterfaceSpec bootingLater(InterfaceSpec nic) {
    return nic.toBuilder().bootOrder(oneLater(nic.bootOrder())).build();
  }

  private static OptionalInt oneLater(OptionalInt order) {
    return order.stream().map(o -> o + 1).findFirst();
  }

  private void install(Run run) {
    Domain guest = handle();
    guest.start();
    guest.waitUntil(Set.of(DomainState.SHUTOFF, DomainState.CRASHED), run.remaining(subject));
    ShutoffReason reason = guest.shutoffReason().orElse(ShutoffReason.CRASHED);
    if (reason != ShutoffReason.SHUTDOWN) {
      throw new ConflictException(
          subject,
          "its installer did not come to its end: " + reason,
          "Give the domain a consoleLog, and look there for the last that it said");
    }
  }

  /** Edits the definition, so that what the host has made up since stays as it is. */
  private void detach() {
    StorageVolume volume = kvm.storagePools().get(store.pool()).get(medium());
    DomainXml definition = DomainXml.parse(handle().definitionXml());
    String path = volume.path();
    definition
        .disks()
        .removeIf(d -> d.source().flatMap(DiskSourceXml::file).equals(Optional.of(path)));
    definition.onReboot(domain.onReboot());
    kvm.domains().defineXml(definition.toXml());
    if (overlaid()) {
      volume.delete();
    }
  }

  private void boot(Run run) {
    Domain guest = handle();
    boolean waiting = spec.waitForAddress() && !domain.interfaces().isEmpty();
    Set<DhcpLease> installers = waiting ? Set.copyOf(guest.leases()) : Set.of();
    guest.start();
    if (waiting) {
      address = guest.waitUntilAddress(installers, run.remaining(subject));
    }
  }

  private Domain handle() {
    return kvm.domains().get(domain.name());
  }
}
