package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ImageUse;
import io.kvmsdk.internal.driver.LocalImage;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeCloneSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts disks of a domain that is off on copies that stand alone: first all copies, then one change
 * of the definition, last the old volumes' end. Up to there everything can be undone, and nothing
 * after it can fail.
 */
final class FlatCopies {
  private static final System.Logger LOG = System.getLogger(FlatCopies.class.getName());

  private final Hypervisor kvm;
  private final Domain domain;
  private final Subject subject;
  private final List<Copy> copies;

  /**
   * @throws ConflictException if a disk's image is no volume of an active pool
   */
  FlatCopies(Hypervisor kvm, Domain domain, List<DomainDisk> disks) {
    this.kvm = kvm;
    this.domain = domain;
    this.subject = Subject.of("domain", domain.name());
    this.copies = disks.stream().map(this::copyOf).toList();
  }

  private record Copy(String target, StorageVolume old, String name) {}

  private Copy copyOf(DomainDisk disk) {
    String path = disk.chain().get(0);
    StorageVolume old =
        kvm.storagePools()
            .findVolumeByPath(path)
            .orElseThrow(() -> LocalImage.outOfReach(subject(domain, disk)));
    return new Copy(disk.target(), old, freeName(old));
  }

  static Subject subject(Domain domain, DomainDisk disk) {
    return Subject.of("disk", domain.name() + "/" + disk.target());
  }

  private String freeName(StorageVolume old) {
    List<String> taken =
        kvm.storagePools().get(old.pool()).list().stream().map(StorageVolume::name).toList();
    String stem = old.name().replaceFirst("(\\.flat[0-9]*)?(\\.qcow2)?$", "");
    return Stream.iterate(1, n -> n + 1)
        .map(n -> stem + ".flat" + (n == 1 ? "" : n) + ".qcow2")
        .filter(name -> !taken.contains(name))
        .findFirst()
        .orElseThrow();
  }

  List<Plan.Step> steps() {
    ImageUse use = ImageUse.of(kvm);
    List<Plan.Step> steps = new ArrayList<>();
    copies.forEach(copy -> steps.add(copying(copy)));
    String onto =
        copies.stream().map(c -> c.target() + " on " + c.name()).collect(Collectors.joining(", "));
    steps.add(Groundwork.step(Effect.NEXT_BOOT, subject, "put " + onto, this::move));
    List<StorageVolume> going = new ArrayList<>();
    for (Copy copy : copies) {
      if (needed(use, copy.old())) {
        String summary = "stays in " + copy.old().pool() + ": it is used elsewhere";
        steps.add(Groundwork.step(Effect.NOTHING, volume(copy.old().name()), summary, run -> {}));
      } else {
        going.add(copy.old());
      }
    }
    if (!going.isEmpty()) {
      String names = going.stream().map(StorageVolume::name).collect(Collectors.joining(", "));
      String summary = "delete what it was on: " + names;
      steps.add(Groundwork.step(Effect.DELETE, subject, summary, run -> delete(going)));
    }
    return steps;
  }

  private static Subject volume(String name) {
    return Subject.of("storage volume", name);
  }

  private Plan.Step copying(Copy copy) {
    return Groundwork.step(
        Effect.CREATE,
        volume(copy.name()),
        "copy " + copy.old().name() + " in " + copy.old().pool() + ", with all that lies below it",
        run -> {
          requireOff(domain);
          StorageVolume made = copy.old().clone(VolumeCloneSpec.named(copy.name()), run.listener());
          run.onFailure("volume " + copy.name(), made::delete);
        });
  }

  private void move(Run run) {
    requireOff(domain);
    String before = domain.definitionXml();
    DomainXml after = DomainXml.parse(before);
    for (Copy copy : copies) {
      StorageVolume made = kvm.storagePools().get(copy.old().pool()).get(copy.name());
      diskOf(after, copy).image(made.path(), made.spec().format().libvirtName());
    }
    kvm.domains().defineXml(after.toXml());
    run.onFailure("definition of " + domain.name(), () -> kvm.domains().defineXml(before));
  }

  private DiskXml diskOf(DomainXml document, Copy copy) {
    Optional<String> path = Optional.of(copy.old().path());
    return document
        .disk(copy.target())
        .filter(d -> ImageUse.path(kvm, d).equals(path))
        .orElseThrow(() -> changed(domain, copy.target() + " has been given another image"));
  }

  /** What a guest writes while its disk is copied would be lost. */
  static void requireOff(Domain domain) {
    if (domain.state().active()) {
      throw changed(domain, "has been started");
    }
  }

  private static ConflictException changed(Domain domain, String how) {
    return new ConflictException(
        Subject.of("domain", domain.name()),
        how + " since the plan was made; its disks are as they were",
        "Make a new plan");
  }

  /** To fail here would undo the copies, when they may be all that there is left. */
  private void delete(List<StorageVolume> going) {
    for (StorageVolume old : going) {
      try {
        if (!needed(ImageUse.of(kvm), old)) {
          old.delete();
        }
      } catch (KvmException e) {
        LOG.log(System.Logger.Level.WARNING, "the old image remains: " + old.name(), e);
      }
    }
  }

  private boolean needed(ImageUse use, StorageVolume volume) {
    String path = volume.path();
    return use.userOtherThan(domain.uuid(), path).isPresent() || !use.over(path).isEmpty();
  }
}
