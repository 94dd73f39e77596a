package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.change.Problem;
import io.kvmsdk.domain.MigrationDisks;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The images that a domain needs at its destination: which are missing there, and the volumes to
 * copy into. Those are made here and not by libvirt, which would not remove them after a failure.
 */
final class MigrationImages {
  private final DriverDomain domain;
  private final Hypervisor host;
  private final Hypervisor target;
  private final Driver targetDriver;
  private final MigrationSpec spec;
  private final List<DiskXml> disks;
  private final List<StorageVolume> made = new ArrayList<>();

  MigrationImages(
      DriverDomain domain,
      Hypervisor host,
      DriverDomains there,
      MigrationSpec spec,
      List<DiskXml> disks) {
    this.domain = domain;
    this.host = host;
    this.target = there.host();
    this.targetDriver = there.driver();
    this.spec = spec;
    this.disks = disks;
  }

  private boolean copied(DiskXml disk) {
    List<String> chosen = spec.copiedDisks();
    return spec.disks() != MigrationDisks.SHARED
        && !disk.readOnly()
        && (chosen.isEmpty() || disk.target().filter(chosen::contains).isPresent());
  }

  /** What keeps the domain from going there, and what to do about it. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    List<String> targets = disks.stream().flatMap(d -> d.target().stream()).toList();
    spec.copiedDisks().stream()
        .filter(t -> !targets.contains(t))
        .map(t -> Subject.of("disk", t))
        .forEach(t -> problems.add(new Problem(t, "is not there to copy", "there are " + targets)));
    for (DiskXml disk : disks) {
      ImageUse.path(host, disk).ifPresent(path -> look(disk, path, problems));
    }
    return problems;
  }

  private void look(DiskXml disk, String path, List<Problem> problems) {
    if (copied(disk)) {
      lookForRoom(path, problems);
    } else {
      requireThere(path, problems);
    }
    if (!copied(disk) || spec.disks() == MigrationDisks.COPIED_ABOVE_BACKING) {
      below(disk).forEach(image -> requireThere(image, problems));
    }
  }

  private List<String> below(DiskXml disk) {
    return disk.target()
        .map(t -> domain.disk(t).chain().stream().skip(1).toList())
        .orElse(List.of());
  }

  private void lookForRoom(String path, List<Problem> problems) {
    Subject file = Subject.of("file", path);
    if (there(path)) {
      problems.add(
          new Problem(file, "is there already, and would be overwritten", "remove it there"));
    } else if (VolumePlace.of(target, path).isEmpty()) {
      problems.add(
          new Problem(
              file,
              "has no active pool there, of its folder, to be copied to",
              "define and start one there"));
    }
  }

  private void requireThere(String path, List<Problem> problems) {
    if (!there(path)) {
      String remedy =
          GoldenVolumes.at(host, path)
              .map(g -> "publish the " + g + " there first, or take MigrationDisks.COPIED")
              .orElse("share it, or copy it there, or take MigrationDisks.COPIED");
      problems.add(new Problem(Subject.of("file", path), "is not there", remedy));
    }
  }

  /** The volumes that are made there. */
  List<Change> changes() {
    return disks.stream()
        .filter(this::copied)
        .flatMap(d -> ImageUse.path(host, d).map(path -> change(d, path)).stream())
        .toList();
  }

  private static Change change(DiskXml disk, String path) {
    return new Change(
        Effect.CREATE,
        Subject.of("storage volume", path),
        "copy of the disk " + disk.target().orElse(""));
  }

  private boolean there(String path) {
    return new HostFile(targetDriver, target, path).exists();
  }

  /** Makes the volumes that libvirt will copy into. */
  void prepare() {
    for (DiskXml disk : disks) {
      if (copied(disk)) {
        ImageUse.path(host, disk).ifPresent(path -> made.add(volume(disk, path)));
      }
    }
  }

  private StorageVolume volume(DiskXml disk, String path) {
    ByteSize capacity = domain.disk(disk.target().orElseThrow()).info().capacity();
    boolean qcow2 = disk.driverType().filter("qcow2"::equals).isPresent();
    Optional<BackingStore> below =
        spec.disks() == MigrationDisks.COPIED ? Optional.empty() : backing(disk);
    return VolumePlace.of(target, path)
        .orElseThrow()
        .create(
            v ->
                v.capacity(capacity)
                    .format(qcow2 ? VolumeFormat.QCOW2 : VolumeFormat.RAW)
                    .backingStore(below));
  }

  private Optional<BackingStore> backing(DiskXml disk) {
    return host.storagePools()
        .findVolumeByPath(ImageUse.path(host, disk).orElseThrow())
        .flatMap(v -> v.spec().backingStore());
  }

  /** Removes what was made for a domain that did not come. */
  void remove(Throwable failure) {
    made.forEach(volume -> Aftermath.of(failure, volume::delete));
  }
}
