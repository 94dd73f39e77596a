package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.ChangedSpec;
import io.kvmsdk.internal.xml.Difference;
import io.kvmsdk.internal.xml.DomainEdit;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.XmlTree;
import io.kvmsdk.value.MacAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.w3c.dom.Element;

/**
 * Plans how a domain becomes what a spec says. What the spec of now and the wanted one do not say
 * alike is changed in the definition as it stands, and, where libvirt can, in the running domain.
 */
final class DomainPlanner {
  private final Driver driver;
  private final Hypervisor host;
  private final Domain domain;
  private final DeviceChanges devices;

  DomainPlanner(Driver driver, Hypervisor host, Domain domain, DeviceChanges devices) {
    this.driver = driver;
    this.host = host;
    this.domain = domain;
    this.devices = devices;
  }

  PlannedUpdate update(DomainSpec wanted) {
    DomainSpec resolved = resolve(domain.spec(), wanted);
    return new PlannedUpdate(driver.pacer(), () -> plan(resolved));
  }

  /** What is new is named and located, as when a domain is defined. */
  private DomainSpec resolve(DomainSpec now, DomainSpec wanted) {
    Accelerator accelerator =
        wanted.accelerator() == Accelerator.AUTO ? now.accelerator() : wanted.accelerator();
    return wanted.toBuilder()
        .uuid(wanted.uuid().or(now::uuid))
        .accelerator(accelerator)
        .disks(disks(now, wanted))
        .interfaces(
            wanted.interfaces().stream().map(i -> i.mac().isPresent() ? i : withMac(i)).toList())
        .build();
  }

  private List<DiskSpec> disks(DomainSpec now, DomainSpec wanted) {
    Set<String> taken = new HashSet<>();
    wanted.disks().forEach(d -> d.target().ifPresent(taken::add));
    List<DiskSpec> disks = new ArrayList<>();
    for (DiskSpec disk : wanted.disks()) {
      DiskSpec named = disk;
      if (!now.disks().contains(disk)) {
        DomainDefaults defaults = new DomainDefaults(host.capabilities(), host.storagePools());
        named = defaults.locate(DeviceNames.named(disk, now.name(), wanted.machine(), taken));
        taken.add(named.target().orElseThrow());
      }
      disks.add(named);
    }
    return disks;
  }

  private static InterfaceSpec withMac(InterfaceSpec card) {
    return card.toBuilder().mac(MacAddress.random(new SecureRandom())).build();
  }

  private PlannedUpdate.Planned plan(DomainSpec wanted) {
    String basis = domain.definitionXml();
    Affect affect = devices.affect();
    DomainSpec now = DomainXml.parse(basis).toSpec();
    Element before = XmlTree.parse(DomainXml.of(now).toXml());
    Element after = ChangedSpec.tree(now, wanted);
    String edited = edited(basis, before, after);
    GoldenVolumes.refuseWriter(host, edited);
    List<Part> parts = new ArrayList<>();
    Optional<Element> running =
        affect.live() ? Optional.of(XmlTree.parse(domain.xml())) : Optional.empty();
    parts.addAll(
        new LiveChanges(driver.updates(), devices, uuid(), running, affect).of(before, after));
    rename(wanted, affect).ifPresent(parts::add);
    return new PlannedUpdate.Planned(
        subject(), basis, changes(parts), steps(parts, affect, basis, edited));
  }

  private static String edited(String basis, Element before, Element after) {
    Element definition = XmlTree.parse(basis);
    DomainEdit edit = new DomainEdit(definition);
    List<Difference> differences =
        Difference.between(before, after).stream().filter(d -> !d.path().equals("name")).toList();
    differences.forEach(edit::make);
    edit.settle(differences, after);
    return XmlTree.text(definition);
  }

  /** libvirt renames only a domain that is off, and does not let a definition do it. */
  private Optional<Part> rename(DomainSpec wanted, Affect affect) {
    String name = domain.name();
    if (wanted.name().equals(name)) {
      return Optional.empty();
    }
    String summary = "rename to '" + wanted.name() + "'";
    if (!affect.live() && !DriverCheckpoints.names(driver, uuid()).isEmpty()) {
      // libvirt 9.0 removes its file of them, and has forgotten them once it starts anew
      return Optional.of(
          Part.of(Effect.RECREATE, summary + ", which its checkpoints do not survive"));
    }
    return Optional.of(
        affect.live()
            ? Part.of(Effect.RECREATE, summary + ", which only works while it is off")
            : Part.live(
                summary,
                Step.of(
                    "the name '" + wanted.name() + "'",
                    () -> driver.updates().rename(uuid(), wanted.name()),
                    () -> driver.updates().rename(uuid(), name))));
  }

  private List<Change> changes(List<Part> parts) {
    return parts.stream().map(p -> new Change(p.effect(), subject(), p.summary())).toList();
  }

  /** The definition first, since libvirt looks it through, and it can be taken back for certain. */
  private List<Step> steps(List<Part> parts, Affect affect, String basis, String edited) {
    List<Step> steps = new ArrayList<>();
    if (affect.config() && !parts.isEmpty()) {
      steps.add(
          Step.of(
              "its new definition",
              () -> driver.domains().define(edited),
              () -> driver.domains().define(basis)));
    }
    parts.stream().flatMap(p -> p.step().stream()).forEach(steps::add);
    return steps;
  }

  private UUID uuid() {
    return domain.uuid();
  }

  private Subject subject() {
    return Subject.of("domain", domain.name());
  }
}
