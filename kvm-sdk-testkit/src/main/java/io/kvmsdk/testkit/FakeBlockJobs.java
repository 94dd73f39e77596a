package io.kvmsdk.testkit;

import io.kvmsdk.domain.BlockJob;
import io.kvmsdk.domain.DomainDiskInfo;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The disks of one fake domain, and what is done with their images. Guarded by the clock. */
final class FakeBlockJobs {
  private static final System.Logger LOG = System.getLogger(FakeBlockJobs.class.getName());

  private static final Duration LEAST = Duration.ofSeconds(1);

  /** How much of a disk takes another millisecond of the fake clock's time. */
  private static final long BYTES_PER_MILLI = 1L << 20;

  private final FakeHost host;
  private final FakeDomain domain;
  private final Map<String, Running> jobs = new HashMap<>();

  FakeBlockJobs(FakeHost host, FakeDomain domain) {
    this.host = host;
    this.domain = domain;
  }

  /** A job that has begun; a commit that is ready waits to be pivoted. */
  private static final class Running {
    final BlockJob.Kind kind;
    final ByteSize total;
    final Duration end;
    final Commit commit;
    FakeClock.Due due;

    Running(BlockJob.Kind kind, ByteSize total, Duration end, Commit commit) {
      this.kind = kind;
      this.total = total;
      this.end = end;
      this.commit = commit;
    }
  }

  private record Commit(DiskImages.Backing into, boolean delete) {}

  private DiskXml disk(String target) {
    return domain
        .document()
        .disk(target)
        .orElseThrow(() -> InvalidSpecException.of(subject(target), "the domain has no such disk"));
  }

  private DiskImages.Backing image(String target) {
    DiskXml disk = disk(target);
    String path =
        StartChecks.path(host, disk)
            .orElseThrow(() -> InvalidSpecException.of(subject(target), "it has no image"));
    return new DiskImages.Backing(path, disk.driverType().orElse(DiskImages.RAW));
  }

  DomainDiskInfo info(String target) {
    DiskImages.Backing image = image(target);
    Path file = host.files.readable(image.path());
    ByteSize length = DiskImages.length(file);
    return new DomainDiskInfo(DiskImages.capacity(file, image.format()), length, length);
  }

  void resize(String target, long capacity) {
    domain.requireActive();
    DiskImages.Backing image = image(target);
    DiskImages.resize(host.files.file(image.path()), image.format(), ByteSize.bytes(capacity));
  }

  void pull(String target) {
    begin(target, BlockJob.Kind.PULL, null, () -> pulled(target));
  }

  private void pulled(String target) {
    DiskImages.Backing top = image(target);
    try {
      host.images.merge(top, top, Optional.empty());
    } catch (KvmException e) {
      LOG.log(System.Logger.Level.WARNING, "the pull of " + subject(target) + " failed", e);
    }
    jobs.remove(target);
  }

  void commit(String target, String into, boolean delete) {
    DiskImages.Backing base =
        host.images.chain(image(target)).stream()
            .skip(1)
            .filter(i -> i.path().equals(into))
            .findFirst()
            .orElseThrow(
                () -> InvalidSpecException.of(subject(target), into + " is not below its image"));
    begin(target, BlockJob.Kind.ACTIVE_COMMIT, new Commit(base, delete), () -> {});
  }

  private void begin(String target, BlockJob.Kind kind, Commit commit, Runnable end) {
    domain.requireActive();
    if (jobs.containsKey(target)) {
      throw new ConflictException(subject(target), "is already in an active block job", "");
    }
    ByteSize total = info(target).capacity();
    Duration time = LEAST.plusMillis(total.bytes() / BYTES_PER_MILLI);
    Running job = new Running(kind, total, host.clock.elapsed().plus(time), commit);
    jobs.put(target, job);
    job.due = host.clock.schedule(time, end);
  }

  Optional<BlockJob> job(String target) {
    domain.requireActive();
    return Optional.ofNullable(jobs.get(target)).map(this::seen);
  }

  private BlockJob seen(Running job) {
    Duration left = job.end.minus(host.clock.elapsed());
    long ahead = left.isNegative() ? 0 : left.toMillis() * BYTES_PER_MILLI;
    long done = Math.max(0, job.total.bytes() - ahead);
    return new BlockJob(job.kind, ByteSize.bytes(done), job.total);
  }

  void abort(String target, boolean pivot) {
    domain.requireActive();
    Running job = jobs.get(target);
    if (job == null) {
      throw new ConflictException(subject(target), "has no active block job", "");
    }
    if (!pivot) {
      host.clock.cancel(job.due);
      jobs.remove(target);
      return;
    }
    if (job.commit == null || !seen(job).ready()) {
      throw new ConflictException(subject(target), "is not ready to be pivoted yet", "Wait for it");
    }
    pivot(target, job.commit);
    jobs.remove(target);
  }

  private void pivot(String target, Commit commit) {
    DiskImages.Backing top = image(target);
    List<DiskImages.Backing> merged = merge(top, commit.into());
    domain.change(
        d ->
            d.disk(target)
                .ifPresent(disk -> disk.image(commit.into().path(), commit.into().format())));
    if (commit.delete()) {
      merged.forEach(this::delete);
    }
  }

  /** Gives the images above {@code into}, which nothing needs any more. */
  List<DiskImages.Backing> merge(DiskImages.Backing top, DiskImages.Backing into) {
    List<DiskImages.Backing> chain = host.images.chain(top);
    Path file = host.files.readable(into.path());
    host.images.merge(top, into, DiskImages.backing(file, into.format()));
    return chain.subList(0, chain.indexOf(into));
  }

  void delete(DiskImages.Backing image) {
    try {
      Files.deleteIfExists(host.files.file(image.path()));
    } catch (IOException e) {
      throw FileErrors.explain("deleting the merged image", Path.of(image.path()), e);
    }
  }

  /** With QEMU, what it does ends. */
  void end() {
    jobs.values().forEach(job -> host.clock.cancel(job.due));
    jobs.clear();
  }

  private Subject subject(String target) {
    return Subject.of("disk", domain.ref().name() + "/" + target);
  }
}
