package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Problem;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.MigrationDisks;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.CapabilitiesXml;
import io.kvmsdk.internal.xml.DomainCapabilitiesXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.GuestKind;
import io.kvmsdk.internal.xml.HostNeeds;
import io.kvmsdk.internal.xml.InterfaceXml;
import io.kvmsdk.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keeps a domain from going to another host, but for its images. */
final class MigrationChecks {
  private final Driver driver;
  private final DriverDomain domain;
  private final Hypervisor target;
  private final Driver there;
  private final MigrationSpec spec;
  private final boolean active;
  private final DomainXml document;
  private final HostNeeds needs;
  private final List<Problem> problems = new ArrayList<>();

  MigrationChecks(
      Driver driver, DriverDomain domain, DriverDomains target, MigrationSpec spec, DomainXml xml) {
    this.driver = driver;
    this.domain = domain;
    this.target = target.host();
    this.there = target.driver();
    this.spec = spec;
    this.active = domain.state().active();
    this.document = xml;
    this.needs = new HostNeeds(xml);
  }

  List<Problem> problems() {
    identity();
    whole();
    kind();
    devices();
    networks();
    return problems;
  }

  private void add(String kind, String name, String what, String remedy) {
    problems.add(new Problem(Subject.of(kind, name), what, remedy));
  }

  /** About the domain itself. */
  private void add(String what, String remedy) {
    add("domain", domain.name(), what, remedy);
  }

  /** What it is called there. */
  String newName() {
    return spec.name().orElse(domain.name());
  }

  /** Whether another domain there is called so. */
  boolean nameTaken() {
    return target
        .domains()
        .find(newName())
        .filter(d -> !d.uuid().equals(domain.uuid()))
        .isPresent();
  }

  /** libvirt takes over the definition of a domain of the same UUID, but not of another name. */
  private void identity() {
    if (nameTaken()) {
      add(
          "domain",
          newName(),
          "is the name of another one there",
          "give it another there by MigrationSpec.name");
    }
    Optional<Domain> itself = target.domains().find(domain.uuid());
    itself
        .filter(d -> !d.name().equals(newName()))
        .ifPresent(
            d ->
                add(
                    "domain",
                    d.name(),
                    "is defined there with the same UUID " + d.uuid(),
                    "undefine it there, or take its name by MigrationSpec.name"));
    itself
        .filter(d -> d.state().active())
        .ifPresent(d -> add("domain", d.name(), "runs there already", "end it there"));
  }

  private void whole() {
    if (!active && spec.disks() != MigrationDisks.SHARED) {
      add("is off, and libvirt copies no disks then", "start it");
    }
    if (!active && !spec.persistDestination()) {
      add("is off, and would be nowhere", "take persistDestination");
    }
    int snapshots = driver.snapshots().list(domain.uuid()).size();
    if (snapshots > 0) {
      add("has " + snapshots + " snapshots, which libvirt does not move", "delete them");
    }
  }

  private void kind() {
    GuestKind kind = needs.kind();
    try {
      DomainCapabilitiesXml can = DomainCapabilitiesXml.parse(there.domainCapabilitiesXml(kind));
      can.maxVcpus()
          .filter(most -> document.vcpus() > most)
          .ifPresent(most -> add("may have " + most + " vcpus there", ""));
      processor(kind);
    } catch (UnsupportedException tellsNothing) {
      return;
    } catch (InvalidSpecException | NotFoundException unknown) {
      add(
          "machine type",
          kind.machine().orElse(""),
          "is none for a domain of type '" + kind.type() + "' there, as " + unknown.problem(),
          "update QEMU there, or give it another by MigrationSpec.xml while it is off");
    }
  }

  private void processor(GuestKind kind) {
    needs
        .cpu()
        .flatMap(cpu -> there.migrations().guestCpuProblem(kind, cpu))
        .ifPresent(lack -> addCpu("", "cannot be had there, as " + lack));
    if (active && needs.hostCpu()) {
      CapabilitiesXml.parse(driver.capabilitiesXml())
          .hostCpu()
          .flatMap(there.migrations()::hostCpuProblem)
          .ifPresent(lack -> addCpu("host-passthrough", "is less there, as " + lack));
    }
  }

  private void addCpu(String cpu, String lack) {
    add(
        "cpu",
        cpu,
        lack,
        "give the domain one that both have, as Hypervisor.baselineCpu tells, and start it anew");
  }

  private void devices() {
    if (active && !needs.hostDevices().isEmpty()) {
      add(
          "has devices of this host: " + String.join(", ", needs.hostDevices()),
          "detach them first");
    }
    needs.bootFiles().stream()
        .filter(path -> !new HostFile(there, target, path).exists())
        .forEach(path -> add("file", path, "is not there, to boot from", "install it there"));
  }

  private void networks() {
    document.interfaces().stream()
        .filter(i -> i.type().equals("network"))
        .map(InterfaceXml::network)
        .flatMap(Optional::stream)
        .distinct()
        .filter(n -> target.networks().find(n).filter(Network::active).isEmpty())
        .forEach(n -> add("network", n, "is not active there", "define and start it there"));
  }
}
