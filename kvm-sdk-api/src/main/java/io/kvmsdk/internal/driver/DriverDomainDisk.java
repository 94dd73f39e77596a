package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.BlockCopySpec;
import io.kvmsdk.domain.BlockJob;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.domain.DomainDiskInfo;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One disk of a domain of a {@link Driver}. */
final class DriverDomainDisk implements DomainDisk {
  private final Driver driver;
  private final BlockDriver calls;
  private final Hypervisor host;
  private final DriverDomain domain;
  private final String target;

  DriverDomainDisk(Driver driver, Hypervisor host, DriverDomain domain, String target) {
    this.driver = driver;
    this.calls = driver.blocks();
    this.host = host;
    this.domain = domain;
    this.target = target;
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public List<String> chain() {
    DiskXml disk = document();
    return ImageUse.path(host, disk)
        .map(path -> active() ? joined(path, disk.imagesBelow()) : whileOff(disk, path))
        .orElse(List.of());
  }

  DiskXml document() {
    return DomainXml.parse(domain.xml())
        .disk(target)
        .orElseThrow(() -> new NotFoundException(subject(), "it is no longer there", ""));
  }

  private List<String> whileOff(DiskXml disk, String path) {
    return LocalImage.of(host, disk).map(LocalImage::chain).orElseGet(() -> volumes(path));
  }

  private boolean active() {
    return domain.state().active();
  }

  private static List<String> joined(String first, List<String> rest) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return List.copyOf(all);
  }

  /** Follows the pools' word on what lies below what; a circle ends where it closes. */
  private List<String> volumes(String top) {
    ImageUse use = ImageUse.ofPools(host);
    Set<String> chain = new LinkedHashSet<>();
    Optional<String> next = Optional.of(top);
    while (next.isPresent() && chain.add(next.get())) {
      next = use.below(next.get());
    }
    return List.copyOf(chain);
  }

  @Override
  public DomainDiskInfo info() {
    return calls.info(domain.uuid(), target);
  }

  @Override
  public void resize(ByteSize capacity) {
    if (!active() && domain.hasManagedSave()) {
      throw new ConflictException(
          subject(),
          "the domain has a managed save, whose guest knows the disk by its present size",
          "Start it and resize it while it runs, or remove the managed save");
    }
    ByteSize now = info().capacity();
    if (capacity.compareTo(now) < 0) {
      throw InvalidSpecException.of(
          subject(), "cannot shrink from " + now + " to " + capacity + ": data would be lost");
    }
    if (capacity.compareTo(now) > 0) {
      if (active()) {
        calls.resize(domain.uuid(), target, capacity.bytes());
      } else {
        growWhileOff(capacity);
      }
    }
  }

  private void growWhileOff(ByteSize capacity) {
    DiskXml disk = document();
    Optional<StorageVolume> volume =
        ImageUse.path(host, disk).flatMap(host.storagePools()::findVolumeByPath);
    if (volume.isPresent()) {
      volume.get().resize(capacity);
    } else {
      LocalImage.of(host, disk).orElseThrow(() -> LocalImage.outOfReach(subject())).grow(capacity);
    }
  }

  @Override
  public void writeThreshold(ByteSize mark) {
    calls.threshold(domain.uuid(), target, mark.bytes());
  }

  @Override
  public Optional<BlockJob> blockJob() {
    return calls.job(domain.uuid(), target);
  }

  @Override
  public void abortBlockJob() {
    if (blockJob().isPresent()) {
      calls.abort(domain.uuid(), target, false);
    }
  }

  @Override
  public void blockPull(ProgressListener listener, Duration atMost) {
    requireIdle();
    if (chain().size() <= 1) {
      return;
    }
    String task = "pulling " + target + " of " + domain.name();
    BlockJobWatch watch = watch();
    watch.prepare(task, atMost);
    calls.pull(domain.uuid(), target);
    watch.untilDone(task, listener, atMost, () -> chain().size() == 1);
  }

  @Override
  public void blockCommit(String into, ProgressListener listener, Duration atMost) {
    requireIdle();
    List<String> merged = downTo(into);
    ImageUse use = ImageUse.of(host);
    new MergeCheck(host, use, domain.uuid(), subject()).require(merged, merged);
    DomainImages.of(domain).overlays().stream()
        .filter(merged::contains)
        .findFirst()
        .ifPresent(this::refuseSnapshot);
    commitUntilReady(into, false, listener, atMost);
    pivot();
  }

  @Override
  public void blockCopy(BlockCopySpec spec, ProgressListener listener, Duration atMost) {
    new DiskCopy(driver, host, domain, this, subject()).run(spec, listener, atMost);
  }

  private List<String> downTo(String into) {
    List<String> chain = chain();
    if (chain.indexOf(into) < 1) {
      throw InvalidSpecException.of(
          subject(), into + " does not lie below its own image; there are: " + chain);
    }
    return chain.subList(0, chain.indexOf(into) + 1);
  }

  private void refuseSnapshot(String overlay) {
    throw new ConflictException(
        subject(),
        "a snapshot of the domain was made with the image " + overlay,
        "Delete that snapshot, which merges the image as well");
  }

  /**
   * Merges all above {@code into}, up to where {@link #pivot} can follow.
   *
   * @param delete whether the files above go with the pivot
   */
  void commitUntilReady(String into, boolean delete, ProgressListener listener, Duration atMost) {
    BlockJobWatch watch = watch();
    watch.prepare(merging(), atMost);
    calls.commit(domain.uuid(), target, into, delete);
    watch.untilReady(merging(), listener, atMost);
  }

  void pivot() {
    watch().pivot(merging());
  }

  private String merging() {
    return "merging " + target + " of " + domain.name();
  }

  BlockJobWatch watch() {
    return new BlockJobWatch(driver, domain.uuid(), target, subject());
  }

  void requireIdle() {
    if (!active()) {
      throw new ConflictException(subject(), "the domain does not run", "Start it first");
    }
    blockJob()
        .ifPresent(
            job -> {
              throw new ConflictException(
                  subject(), "there is a job on it already: " + job, "Wait for it, or abort it");
            });
  }

  private Subject subject() {
    return Subject.of("disk", domain.name() + "/" + target);
  }

  @Override
  public String toString() {
    return "DomainDisk " + target + " of " + domain.name();
  }
}
