package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ImageUse;
import io.kvmsdk.internal.driver.LocalImage;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From disks that lie over images to disks that stand alone; see {@code planConsolidate}. */
final class ConsolidateFlow {
  private final Hypervisor kvm;
  private final Domain domain;
  private final Subject subject;

  ConsolidateFlow(Hypervisor kvm, Domain domain) {
    this.kvm = kvm;
    this.domain = domain;
    this.subject = Subject.of("domain", domain.name());
  }

  Plan<Void> plan() {
    List<DomainDisk> overlays = new ArrayList<>();
    List<Plan.Step> steps = new ArrayList<>();
    for (DomainDisk disk : written()) {
      if (disk.chain().size() > 1) {
        overlays.add(disk);
      } else {
        requireKnown(disk);
        String summary = disk.target() + " stands alone";
        steps.add(Groundwork.step(Effect.NOTHING, subject, summary, run -> {}));
      }
    }
    if (domain.state().active()) {
      overlays.forEach(disk -> steps.add(pulling(disk)));
    } else if (!overlays.isEmpty()) {
      refuseWhatACopyWouldLose();
      steps.addAll(standingAlone(overlays));
    }
    return new Plan<>(kvm.pacer(), steps, () -> null);
  }

  private List<DomainDisk> written() {
    return DomainXml.parse(domain.xml()).disks().stream()
        .filter(d -> d.device().equals("disk") && !d.readOnly())
        .filter(d -> ImageUse.path(kvm, d).isPresent())
        .map(DiskXml::target)
        .flatMap(Optional::stream)
        .map(domain::disk)
        .toList();
  }

  /** Files first: when one fails, of the others no more has changed than that they stand alone. */
  private List<Plan.Step> standingAlone(List<DomainDisk> overlays) {
    List<Plan.Step> steps = new ArrayList<>();
    List<DomainDisk> volumes = new ArrayList<>();
    for (DomainDisk disk : overlays) {
      LocalImage.of(kvm, document(disk))
          .ifPresentOrElse(image -> steps.add(flattening(disk, image)), () -> volumes.add(disk));
    }
    if (!volumes.isEmpty()) {
      steps.addAll(new FlatCopies(kvm, domain, volumes).steps());
    }
    return steps;
  }

  /** Nobody tells what lies below a file of another machine in no pool, while nothing reads it. */
  private void requireKnown(DomainDisk disk) {
    DiskXml document = document(disk);
    boolean raw = document.driverType().orElse("raw").equals("raw");
    boolean known =
        domain.state().active()
            || raw
            || LocalImage.of(kvm, document).isPresent()
            || ImageUse.path(kvm, document)
                .flatMap(kvm.storagePools()::findVolumeByPath)
                .isPresent();
    if (!known) {
      throw LocalImage.outOfReach(FlatCopies.subject(domain, disk));
    }
  }

  private DiskXml document(DomainDisk disk) {
    return DomainXml.parse(domain.xml()).disk(disk.target()).orElseThrow();
  }

  private Plan.Step flattening(DomainDisk disk, LocalImage image) {
    List<String> chain = disk.chain();
    String summary = "copy " + chain.subList(1, chain.size()) + " into " + chain.get(0);
    return new Plan.Step(
        new Change(Effect.NEXT_BOOT, subject, summary),
        Progress.UNKNOWN_TOTAL,
        (run, job) -> {
          FlatCopies.requireOff(domain);
          image.flatten(new Relay(job));
        });
  }

  private Plan.Step pulling(DomainDisk disk) {
    List<String> chain = disk.chain();
    String summary = "pull " + chain.subList(1, chain.size()) + " into " + chain.get(0);
    return new Plan.Step(
        new Change(Effect.LIVE, subject, summary),
        Progress.UNKNOWN_TOTAL,
        (run, job) -> disk.blockPull(new Relay(job), run.remaining(subject)));
  }

  private void refuseWhatACopyWouldLose() {
    if (domain.hasManagedSave()
        || !domain.snapshots().list().isEmpty()
        || !domain.checkpoints().list().isEmpty()) {
      throw new ConflictException(
          subject,
          "has snapshots, checkpoints or a managed save, which need its disks as they are",
          "Delete them first, or consolidate it while it runs");
    }
  }
}
