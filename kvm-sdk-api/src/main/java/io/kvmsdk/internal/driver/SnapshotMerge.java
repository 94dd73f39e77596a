package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.SnapshotDisk;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.SnapshotDiskXml;
import io.kvmsdk.internal.xml.SnapshotXml;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Deletes an external snapshot: what its overlays hold goes into the images below them. */
final class SnapshotMerge {
  private final DriverSnapshots all;
  private final DriverDomain domain;
  private final String name;
  private final SnapshotXml document;
  private final Subject subject;

  SnapshotMerge(DriverSnapshots all, String name, SnapshotXml document, Subject subject) {
    this.all = all;
    this.domain = all.domain();
    this.name = name;
    this.document = document;
    this.subject = subject;
  }

  void apply(ProgressListener listener, Duration atMost) {
    ImageUse use = ImageUse.of(all.host());
    Set<String> own = DomainImages.of(domain).all(all.host());
    MergeCheck check = new MergeCheck(all.host(), use, domain.uuid(), subject);
    overlays()
        .forEach(o -> below(o).ifPresent(image -> check.require(List.of(image, overlay(o)), own)));
    if (watchable()) {
      merge(listener, atMost);
      all.calls().delete(domain.uuid(), name, true);
    } else {
      leaveToLibvirt();
    }
    // libvirt leaves it where it is; the look at who uses what has refreshed the pools
    document.memoryFile().ifPresent(path -> new HostFile(all.driver(), all.host(), path).remove());
  }

  private List<SnapshotDisk.External> overlays() {
    return document.disks().stream()
        .map(SnapshotDiskXml::toSpec)
        .filter(SnapshotDisk.External.class::isInstance)
        .map(SnapshotDisk.External.class::cast)
        .toList();
  }

  private static String overlay(SnapshotDisk.External disk) {
    return disk.file().orElse("");
  }

  /** The image that the overlay was put over. */
  private Optional<String> below(SnapshotDisk.External overlay) {
    return document.domain().stream()
        .flatMap(d -> d.disk(overlay.target()).stream())
        .findFirst()
        .flatMap(d -> ImageUse.path(all.host(), d));
  }

  /**
   * Whether the overlays are on top in a running domain. One that is no longer in use at all was
   * merged by a run that was cut off.
   */
  private boolean watchable() {
    return domain.state().active()
        && document.memoryFile().isEmpty()
        && overlays().stream().allMatch(o -> chain(o).indexOf(overlay(o)) <= 0);
  }

  private List<String> chain(SnapshotDisk.External disk) {
    return disk(disk).chain();
  }

  private DriverDomainDisk disk(SnapshotDisk.External disk) {
    return domain.disk(disk.target());
  }

  /** All are pivoted at the end, so that up to there everything can be given up. */
  private void merge(ProgressListener listener, Duration atMost) {
    Duration end = all.driver().pacer().after(atMost);
    List<DriverDomainDisk> ready = new ArrayList<>();
    try {
      for (SnapshotDisk.External overlay : overlays()) {
        List<String> chain = chain(overlay);
        if (chain.indexOf(overlay(overlay)) == 0) {
          DriverDomainDisk disk = disk(overlay);
          disk.requireIdle();
          disk.commitUntilReady(
              chain.get(1), true, listener, end.minus(all.driver().pacer().elapsed()));
          ready.add(disk);
        }
      }
    } catch (RuntimeException | Error e) {
      ready.forEach(disk -> Aftermath.of(e, disk::abortBlockJob));
      throw e;
    }
    ready.forEach(DriverDomainDisk::pivot);
  }

  private void leaveToLibvirt() {
    try {
      all.calls().delete(domain.uuid(), name, false);
    } catch (UnsupportedException e) {
      throw new UnsupportedException(
          subject,
          "is external, and this libvirt cannot delete it: " + e.problem(),
          "Take libvirt 9.0 or later; or start the domain and delete its newest snapshot first",
          e);
    }
  }
}
