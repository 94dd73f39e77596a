package io.kvmsdk.testkit;

import io.kvmsdk.domain.BlockJob;
import io.kvmsdk.domain.DomainDiskInfo;
import io.kvmsdk.domain.DomainEvent.BlockJobChange;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.BlockDriver;
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
import java.util.Set;

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

  /** A job that has begun; a commit or copy that is ready waits to be ended. */
  private static final class Running {
    final BlockJob.Kind kind;
    final ByteSize total;
    final Duration end;
    final Ending ending;
    FakeClock.Due due;

    Running(BlockJob.Kind kind, ByteSize total, Duration end, Ending ending) {
      this.kind = kind;
      this.total = total;
      this.end = end;
      this.ending = ending;
    }
  }

  /** How a job ends that waits for it. */
  private interface Ending {
    void pivot();

    /** Without a pivot, though it was ready. */
    default void detach() {}
  }

  DomainDiskInfo info(String target) {
    DiskImages.Backing image = domain.image(target);
    ByteSize length = DiskImages.length(host.files.readable(image.path()));
    return new DomainDiskInfo(host.images.capacity(image), length, length);
  }

  void resize(String target, long capacity) {
    domain.requireActive();
    DiskImages.Backing image = domain.image(target);
    DiskImages.resize(host.files.file(image.path()), image.format(), ByteSize.bytes(capacity));
  }

  void pull(String target) {
    begin(target, BlockJob.Kind.PULL, null, () -> pulled(target));
  }

  private void pulled(String target) {
    DiskImages.Backing top = domain.image(target);
    try {
      host.images.merge(top, top, Optional.empty());
    } catch (KvmException e) {
      LOG.log(System.Logger.Level.WARNING, "the pull of " + subject(target) + " failed", e);
    }
    jobs.remove(target);
    tell(target, BlockJob.Kind.PULL, BlockJobChange.Status.COMPLETED);
  }

  private void tell(String target, BlockJob.Kind job, BlockJobChange.Status status) {
    host.emit(new BlockJobChange(domain.ref().uuid(), domain.ref().name(), target, job, status));
  }

  void commit(String target, String into, boolean delete) {
    DiskImages.Backing base =
        host.images.chain(domain.image(target)).stream()
            .skip(1)
            .filter(i -> i.path().equals(into))
            .findFirst()
            .orElseThrow(
                () -> InvalidSpecException.of(subject(target), into + " is not below its image"));
    begin(
        target,
        BlockJob.Kind.ACTIVE_COMMIT,
        () -> pivot(target, base, delete),
        () -> tell(target, BlockJob.Kind.ACTIVE_COMMIT, BlockJobChange.Status.READY));
  }

  /** What a guest writes meanwhile is copied, too: all is copied at the end. */
  void copy(String target, DiskXml destination, Set<BlockDriver.CopyFlag> flags) {
    domain.requireActive();
    if (domain.defined() && !flags.contains(BlockDriver.CopyFlag.TRANSIENT_JOB)) {
      throw new ConflictException(domain.subject(), "is not transient", "");
    }
    DiskImages.Backing copy = host.image(destination).orElseThrow();
    Path file = host.files.file(copy.path());
    if (Files.exists(file) != flags.contains(BlockDriver.CopyFlag.REUSE_EXTERNAL)) {
      throw new ConflictException(
          subject(target), copy.path() + " is there, or is not, other than was said", "");
    }
    boolean shallow = flags.contains(BlockDriver.CopyFlag.SHALLOW);
    begin(
        target,
        BlockJob.Kind.COPY,
        new Copy(target, copy, shallow),
        () -> tell(target, BlockJob.Kind.COPY, BlockJobChange.Status.READY));
    if (!Files.exists(file)) {
      host.images.create(file, copy.format(), info(target).capacity(), Optional.empty());
    }
  }

  private final class Copy implements Ending {
    private final String target;
    private final DiskImages.Backing copy;
    private final boolean shallow;

    Copy(String target, DiskImages.Backing copy, boolean shallow) {
      this.target = target;
      this.copy = copy;
      this.shallow = shallow;
    }

    @Override
    public void pivot() {
      detach();
      domain.change(d -> d.disk(target).ifPresent(disk -> disk.image(copy.path(), copy.format())));
    }

    @Override
    public void detach() {
      DiskImages.Backing top = domain.image(target);
      host.images.merge(top, copy, shallow ? host.images.below(top) : Optional.empty());
    }
  }

  private void begin(String target, BlockJob.Kind kind, Ending ending, Runnable end) {
    domain.requireActive();
    if (jobs.containsKey(target)) {
      throw new ConflictException(subject(target), "is already in an active block job", "");
    }
    ByteSize total = info(target).capacity();
    Duration time = LEAST.plusMillis(total.bytes() / BYTES_PER_MILLI);
    Running job = new Running(kind, total, host.clock.elapsed().plus(time), ending);
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
      if (job.ending != null && seen(job).ready()) {
        job.ending.detach();
      }
      host.clock.cancel(job.due);
      jobs.remove(target);
      tell(target, job.kind, BlockJobChange.Status.CANCELED);
      return;
    }
    if (job.ending == null || !seen(job).ready()) {
      throw new ConflictException(subject(target), "is not ready to be pivoted yet", "Wait for it");
    }
    job.ending.pivot();
    jobs.remove(target);
    tell(target, job.kind, BlockJobChange.Status.COMPLETED);
  }

  private void pivot(String target, DiskImages.Backing into, boolean delete) {
    DiskImages.Backing top = domain.image(target);
    List<DiskImages.Backing> merged = merge(top, into);
    domain.change(d -> d.disk(target).ifPresent(disk -> disk.image(into.path(), into.format())));
    if (delete) {
      merged.forEach(this::delete);
    }
  }

  /** Gives the images above {@code into}, which nothing needs any more. */
  List<DiskImages.Backing> merge(DiskImages.Backing top, DiskImages.Backing into) {
    List<DiskImages.Backing> chain = host.images.chain(top);
    host.images.merge(top, into, host.images.below(into));
    List<DiskImages.Backing> merged = chain.subList(0, chain.indexOf(into));
    merged.forEach(image -> host.bitmaps.move(image, into));
    return merged;
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
