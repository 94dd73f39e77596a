package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From a domain to another one like it; see {@link Provision#planClone}. */
final class CloneFlow {
  private final Hypervisor kvm;
  private final Domain original;
  private final String name;
  private final CloneKind kind;
  private final Subject subject;
  private final DomainSpec spec;
  private final List<Plan.Step> steps = new ArrayList<>();

  CloneFlow(Hypervisor kvm, Domain original, String name, CloneKind kind) {
    this.kvm = kvm;
    this.original = original;
    this.name = name;
    this.kind = kind;
    this.subject = Subject.of("domain", name);
    this.spec = original.spec();
  }

  Plan<Domain> plan() {
    DomainDisks.refuseRunning(original);
    TakenNames.refuseDomain(kvm, name);
    refuseDisksBeyondSpecs();
    List<DiskSpec> disks = spec.disks().stream().map(this::disk).toList();
    Optional<Path> nvram = nvram();
    nvram.ifPresent(from -> steps.add(copying(from)));
    DomainSpec clone =
        new CloneIdentity(kvm, name, nvram.map(this::variables).map(Path::toString))
            .of(spec.toBuilder().disks(disks).build());
    steps.add(
        Groundwork.step(
            Effect.CREATE, subject, "define like " + original.name(), run -> define(clone, run)));
    return new Plan<>(kvm.pacer(), steps, () -> kvm.domains().get(name));
  }

  private void refuseDisksBeyondSpecs() {
    if (spec.rawDevices().stream().anyMatch(d -> d.strip().startsWith("<disk"))) {
      throw new UnsupportedException(
          Subject.of("domain", original.name()),
          "has a disk of a kind that cannot be copied",
          "Detach it first");
    }
  }

  /** The clone's disk; one that the guest only reads is the same. */
  private DiskSpec disk(DiskSpec disk) {
    if (!DomainDisks.own(spec).contains(disk)) {
      return disk;
    }
    StorageVolume from = DomainDisks.volume(kvm, original, disk);
    String suffix = from.spec().format() == VolumeFormat.QCOW2 ? ".qcow2" : ".img";
    String volume = name + "-" + disk.target().orElseThrow() + suffix;
    TakenNames.refuseVolume(
        kvm, from.pool(), volume, "Delete it, or choose another name for the clone");
    steps.add(copying(from, volume));
    return disk.toBuilder().source(DiskSource.volume(from.pool(), volume)).build();
  }

  private Plan.Step copying(StorageVolume from, String volume) {
    boolean layer = kind == CloneKind.LINKED && from.spec().backingStore().isPresent();
    String summary = layer ? "copy the layer " : "copy ";
    return new Plan.Step(
        new Change(
            Effect.CREATE,
            Subject.of("storage volume", volume),
            summary + from.name() + " in " + from.pool()),
        Progress.UNKNOWN_TOTAL,
        (run, job) -> copy(from, volume, layer, run, job));
  }

  private void copy(StorageVolume from, String volume, boolean layer, Run run, Job job) {
    StoragePool pool = kvm.storagePools().get(from.pool());
    if (layer) {
      PoolFiles.copyBytes(from, pool, volume, PoolFiles.PRIVATE, run, new Relay(job));
      PoolFiles.refresh(pool, kvm.pacer());
    } else {
      PoolFiles.copy(from, pool, volume, PoolFiles.PRIVATE, run, new Relay(job));
    }
  }

  /** The firmware's variables, where this process can read them. */
  private Optional<Path> nvram() {
    return DomainXml.parse(original.definitionXml())
        .nvram()
        .flatMap(kvm::localFile)
        .filter(Files::isReadable);
  }

  private Path variables(Path from) {
    return from.resolveSibling(name + "_VARS.fd");
  }

  private Plan.Step copying(Path from) {
    Path to = variables(from);
    return Groundwork.step(
        Effect.CREATE,
        Subject.of("file", to),
        "copy the firmware's variables",
        run -> {
          try {
            Files.copy(from, to);
            run.onFailure("file " + to, () -> delete(to));
          } catch (IOException e) {
            throw FileErrors.explain("copying the firmware's variables", to, e);
          }
        });
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw FileErrors.explain("deleting", file, e);
    }
  }

  private void define(DomainSpec clone, Run run) {
    Domain defined = kvm.domains().define(clone);
    run.onFailure("domain " + defined.name(), defined::undefine);
  }
}
