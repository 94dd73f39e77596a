package io.kvmsdk.testkit;

import io.kvmsdk.domain.CpuFeature;
import io.kvmsdk.domain.CpuSpec;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.MigrationDisks;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.Driver;
import io.kvmsdk.internal.driver.MigrationDriver;
import io.kvmsdk.internal.xml.CpuXml;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.GuestKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** libvirt's calls that move a domain of a fake host to another one, in the time of both. */
final class FakeMigrationCalls implements MigrationDriver {
  private final Connection connection;
  private final FakeHost host;

  FakeMigrationCalls(Connection connection) {
    this.connection = connection;
    this.host = connection.host;
  }

  @Override
  public CompletableFuture<Void> migrate(
      UUID uuid, Driver target, MigrationSpec spec, boolean active) {
    FakeHost there = hostOf(target);
    return connection.begin(
        Operation.DOMAIN_MIGRATE,
        () -> host.domains.subject(host.domains.get(uuid).ref().name()),
        transfer -> {
          FakeDomain domain = host.domains.get(uuid);
          return active
              ? live(domain, there, spec, transfer)
              : CompletableFuture.completedFuture(offline(domain, there, spec));
        });
  }

  private FakeHost hostOf(Driver target) {
    if (target instanceof FakeDriver fake && fake.host().clock == host.clock) {
      return fake.host();
    }
    throw InvalidSpecException.of(
        host.domains.subject("*"),
        "a domain of a fake host can only go to another that shares its clock");
  }

  private static Void offline(FakeDomain domain, FakeHost there, MigrationSpec spec) {
    DomainXml document = persistent(domain.xml(true), spec);
    there.domainOf(document).define(document);
    if (spec.undefineSource()) {
      domain.undefine();
    }
    return null;
  }

  private static DomainXml persistent(String definition, MigrationSpec spec) {
    return named(spec.persistentXml().or(spec::xml).orElse(definition), spec);
  }

  private static DomainXml named(String xml, MigrationSpec spec) {
    DomainXml document = DomainXml.parse(xml);
    spec.name().ifPresent(document::name);
    return document;
  }

  private static CompletableFuture<Void> live(
      FakeDomain domain, FakeHost there, MigrationSpec spec, FaultPlan.Transfer transfer) {
    DomainState before = spec.live() ? domain.state() : domain.life.hold();
    DomainXml document = named(spec.xml().orElseGet(domain.live()::toXml), spec);
    FakeDomain incoming = there.domainOf(document);
    try {
      incoming.life.beginRestore(domain.life.memory(before), document);
    } catch (RuntimeException e) {
      incoming.forgetTransient();
      domain.life.release(before);
      throw e;
    }
    long bytes = document.memory().bytes();
    domain.migration.begun(spec.postCopy());
    return domain.jobs.begin(
        new FakeJobs.Task(
            DomainJob.Operation.MIGRATION_OUT,
            bytes,
            true,
            () -> {
              incoming.life.restoreFailed();
              domain.life.release(before);
            }),
        () -> {
          transfer.reached(bytes);
          copyDisks(domain, incoming, spec);
          arrive(domain, incoming, before, spec);
          return null;
        });
  }

  private static void arrive(
      FakeDomain domain, FakeDomain incoming, DomainState before, MigrationSpec spec) {
    String definition = domain.xml(true);
    incoming.life.takeOver(domain.life.memory(before));
    domain.life.stop(ShutoffReason.MIGRATED);
    if (spec.undefineSource() && domain.defined()) {
      domain.undefine();
    }
    if (spec.persistDestination()) {
      incoming.define(persistent(definition, spec));
    }
    incoming.life.restored(before);
  }

  private static void copyDisks(FakeDomain domain, FakeDomain incoming, MigrationSpec spec) {
    if (spec.disks() == MigrationDisks.SHARED) {
      return;
    }
    List<DiskXml> from = domain.live().disks();
    List<DiskXml> to = incoming.live().disks();
    for (int i = 0; i < from.size(); i++) {
      DiskXml disk = from.get(i);
      boolean chosen =
          spec.copiedDisks().isEmpty()
              || disk.target().filter(spec.copiedDisks()::contains).isPresent();
      if (chosen && !disk.readOnly()) {
        copy(domain.host(), disk, incoming.host(), to.get(i), spec.disks());
      }
    }
  }

  private static void copy(
      FakeHost host, DiskXml from, FakeHost there, DiskXml to, MigrationDisks how) {
    DiskImages.Backing source = host.image(from).orElseThrow();
    Path target = there.files.file(there.image(to).orElseThrow().path());
    try (ImageCopy copy = new ImageCopy(host.files)) {
      if (how == MigrationDisks.COPIED) {
        Files.deleteIfExists(target);
        copy.copy(source, target, source.format(), host.images.capacity(source));
      } else {
        Files.copy(host.files.readable(source.path()), target, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw FileErrors.explain("copying a disk to the other host", target, e);
    }
  }

  @Override
  public long maxSpeed(UUID domain) {
    return connection.ask(Operation.DOMAIN_READ, host.domains, domain, d -> d.migration.speed());
  }

  @Override
  public void maxSpeed(UUID domain, long perSecond) {
    tune(domain, m -> m.speed(perSecond));
  }

  @Override
  public Duration maxDowntime(UUID domain) {
    return connection.ask(Operation.DOMAIN_READ, host.domains, domain, d -> d.migration.downtime());
  }

  @Override
  public void maxDowntime(UUID domain, Duration time) {
    tune(domain, m -> m.downtime(time));
  }

  @Override
  public void startPostCopy(UUID domain) {
    tune(domain, FakeMigration::startPostCopy);
  }

  private void tune(UUID domain, Consumer<FakeMigration> change) {
    connection.change(
        Operation.DOMAIN_MIGRATE_TUNE, host.domains, domain, d -> change.accept(d.migration));
  }

  /** As QEMU's translator does, the fake processor lacks AVX-512, and has all else. */
  @Override
  public Optional<String> guestCpuProblem(GuestKind kind, String cpu) {
    return cpu.contains("name='avx512f'") || cpu.contains("name=\"avx512f\"")
        ? Optional.of("the fake host's processor does not provide avx512f")
        : Optional.empty();
  }

  /** The features that all have, of one model. */
  @Override
  public String baselineCpu(GuestKind kind, List<String> cpus) {
    List<CpuSpec> all = cpus.stream().map(cpu -> CpuXml.parse(cpu).toSpec()).toList();
    CpuSpec first = all.get(0);
    if (all.stream().anyMatch(cpu -> !cpu.model().equals(first.model()))) {
      throw new UnsupportedException(
          Subject.of("connection", connection.uri), "CPU models of different kinds", "");
    }
    List<CpuFeature> common =
        first.features().stream()
            .filter(f -> all.stream().allMatch(cpu -> cpu.features().contains(f)))
            .toList();
    return CpuXml.of(first.toBuilder().features(common).build()).toXml();
  }

  /** All fake hosts have the same one. */
  @Override
  public Optional<String> hostCpuProblem(String cpu) {
    return Optional.empty();
  }
}
