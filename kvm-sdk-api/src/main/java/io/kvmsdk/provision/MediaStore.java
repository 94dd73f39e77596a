package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Pacer;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ImageUse;
import io.kvmsdk.media.Media;
import io.kvmsdk.media.Original;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The media in one pool of a host. An original lies there once, named by its digest; its first
 * {@value #HEAD} bytes are written last, so that it can be told whether it is whole.
 */
final class MediaStore {
  private static final int HEAD = 1 << 16;
  private static final Pattern ORIGINAL = Pattern.compile("kvmsdk-[0-9a-f]{64}\\.iso");

  /** How often it is brought anew; who takes it away each time has failed, and is gone then. */
  private static final int TRIES = 5;

  /** One lock for each original on each host, against two threads that bring or remove it. */
  private static final ConcurrentHashMap<String, Object> LOCKS = new ConcurrentHashMap<>();

  private final Hypervisor kvm;
  private final String pool;

  MediaStore(Hypervisor kvm, String pool) {
    this.kvm = kvm;
    this.pool = pool;
  }

  static String nameOf(Original original) {
    return "kvmsdk-" + original.sha256() + ".iso";
  }

  String pool() {
    return pool;
  }

  /** Whether the pool, if it is there and active, holds all of {@code original}. */
  boolean holds(Original original) {
    return ImageUse.volume(kvm, pool, nameOf(original)).filter(v -> whole(v, original)).isPresent();
  }

  private static boolean whole(StorageVolume volume, Original original) {
    byte[] head = head(original);
    try {
      return volume.info().capacity().equals(original.length())
          && Arrays.equals(head, volume.read(0, head.length));
    } catch (NotFoundException | ConflictException takenAwayOrBeingMade) {
      return false;
    }
  }

  private static byte[] head(Original original) {
    try (FileChannel channel = FileChannel.open(original.file())) {
      ByteBuffer head = ByteBuffer.allocate(headLength(original));
      while (head.hasRemaining() && channel.read(head) >= 0) {}
      return head.array();
    } catch (IOException e) {
      throw FileErrors.explain("reading", original.file(), e);
    }
  }

  private static int headLength(Original original) {
    return (int) Math.min(HEAD, original.length().bytes());
  }

  private static Subject subject(Original original) {
    return Subject.of("storage volume", nameOf(original));
  }

  /** The step that sees to {@code original} being in the pool. */
  Plan.Step bringing(Original original) {
    boolean there = holds(original);
    Change change =
        new Change(
            there ? Effect.NOTHING : Effect.CREATE,
            subject(original),
            (there ? "is in " : "upload " + original.file().getFileName() + " to ") + pool);
    return new Plan.Step(
        change, original.length().bytes(), (run, job) -> bring(original, run, job));
  }

  /** Other processes may bring the same, and take away again what they made, at any moment. */
  private void bring(Original original, Run run, Job job) {
    synchronized (lock(nameOf(original))) {
      Optional<KvmException> last = Optional.empty();
      for (int left = TRIES; !holds(original); left--) {
        if (left == 0) {
          throw last.orElseGet(() -> neverWhole(original));
        }
        last = attempt(original, () -> send(original, run, new Relay(job)));
      }
    }
  }

  private ConflictException neverWhole(Original original) {
    return new ConflictException(
        subject(original),
        "is not whole in " + pool + ", although it was sent " + TRIES + " times",
        "Look what else writes to it, or delete it, and run the plan again");
  }

  /** What failed of {@code action} since others work on the original, too. */
  private Optional<KvmException> attempt(Original original, Runnable action) {
    try {
      action.run();
      return Optional.empty();
    } catch (NotFoundException | AlreadyExistsException | ConflictException others) {
      if (!others.subject().name().endsWith(nameOf(original))) {
        throw others;
      }
      kvm.pacer().pass(subject(original), "waiting for others that bring it", Pacer.POLL);
      return Optional.of(others);
    }
  }

  /** What another run has begun it completes, whether or not that one still goes on. */
  private void send(Original original, Run run, ProgressListener listener) {
    StoragePool target = kvm.storagePools().get(pool);
    StorageVolume volume =
        target.find(nameOf(original)).orElseGet(() -> create(target, original, run));
    long length = original.length().bytes();
    long head = headLength(original);
    if (length > head) {
      volume.upload(original.file(), head, length - head, listener);
    }
    volume.upload(original.file(), 0, head, listener);
  }

  /** Not empty, so that nobody sends it sparsely: two that do so cut off what the other sent. */
  private StorageVolume create(StoragePool target, Original original, Run run) {
    StorageVolume volume =
        target.create(
            v ->
                v.name(nameOf(original))
                    .capacity(original.length())
                    .allocation(ByteSize.bytes(headLength(original)))
                    .format(VolumeFormat.RAW));
    run.onFailure("volume " + volume.name(), () -> removeUnused(volume.name()));
    return volume;
  }

  /**
   * The step that makes what needs {@code original}, and so keeps it from being removed. Nobody in
   * this process removes it before; if another one does, it is brought again.
   */
  Plan.Step claiming(Original original, Subject subject, String summary, Groundwork.Action making) {
    return new Plan.Step(
        new Change(Effect.CREATE, subject, summary),
        Progress.UNKNOWN_TOTAL,
        (run, job) -> claim(original, run, job, () -> making.apply(run)));
  }

  private void claim(Original original, Run run, Job job, Runnable making) {
    synchronized (lock(nameOf(original))) {
      for (int tries = 1; ; tries++) {
        bring(original, run, job);
        Optional<KvmException> failure = attempt(original, making);
        if (failure.isEmpty()) {
          bring(original, run, job);
          return;
        }
        if (tries == TRIES) {
          throw failure.get();
        }
      }
    }
  }

  /** The volumes of the originals that nothing uses. */
  List<String> unused() {
    StoragePool target = kvm.storagePools().get(pool);
    PoolFiles.refresh(target, kvm.pacer());
    ImageUse use = ImageUse.of(kvm);
    return target.list().stream()
        .filter(v -> ORIGINAL.matcher(v.name()).matches() && unused(use, v))
        .map(StorageVolume::name)
        .toList();
  }

  private static boolean unused(ImageUse use, StorageVolume original) {
    try {
      return !use.used(original.path());
    } catch (NotFoundException removedByAnotherProcess) {
      return false;
    }
  }

  /** Removes an original, unless something has come to use it. */
  void removeUnused(String original) {
    synchronized (lock(original)) {
      StoragePool target = kvm.storagePools().get(pool);
      PoolFiles.refresh(target, kvm.pacer());
      target
          .find(original)
          .filter(v -> unused(ImageUse.of(kvm), v))
          .ifPresent(v -> delete(target, v));
    }
  }

  private static void delete(StoragePool target, StorageVolume original) {
    try {
      original.delete();
    } catch (NotFoundException removedByAnotherProcess) {
      return;
    } catch (ConflictException sentByAnotherProcess) {
      if (!target.active()) {
        throw sentByAnotherProcess;
      }
    }
  }

  /** The step that makes the overlay of {@code media} as the volume {@code name}. */
  Plan.Step overlaying(Media media, String name) {
    TakenNames.refuseVolume(
        kvm, pool, name, "Delete it if it is left from an installation that was cut off");
    return claiming(
        media.original(),
        Subject.of("storage volume", name),
        "overlay of " + media.original().file().getFileName() + " in " + pool,
        run -> overlay(media, name, run));
  }

  private void overlay(Media media, String name, Run run) {
    StoragePool target = kvm.storagePools().get(pool);
    String original = target.get(nameOf(media.original())).path();
    Media.Overlay overlay = media.overlay().orElseThrow();
    PoolFiles.write(target, name, PoolFiles.PRIVATE, run, file -> overlay.write(file, original));
    PoolFiles.refresh(target, kvm.pacer());
  }

  private Object lock(String original) {
    return LOCKS.computeIfAbsent(kvm.uri() + " " + pool + " " + original, key -> new Object());
  }
}
