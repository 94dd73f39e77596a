package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ImageUse;
import io.kvmsdk.media.Media;
import io.kvmsdk.media.Original;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
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

  static boolean isOriginal(String volume) {
    return ORIGINAL.matcher(volume).matches();
  }

  /** Whether the pool, if it is there and active, holds all of {@code original}. */
  boolean holds(Original original) {
    return ImageUse.volume(kvm, pool, nameOf(original)).filter(v -> whole(v, original)).isPresent();
  }

  private static boolean whole(StorageVolume volume, Original original) {
    byte[] head = head(original);
    return volume.info().capacity().equals(original.length())
        && Arrays.equals(head, volume.read(0, head.length));
  }

  private static byte[] head(Original original) {
    try (FileChannel channel = FileChannel.open(original.file())) {
      ByteBuffer head = ByteBuffer.allocate((int) Math.min(HEAD, original.length().bytes()));
      while (head.hasRemaining() && channel.read(head) >= 0) {}
      return head.array();
    } catch (IOException e) {
      throw FileErrors.explain("reading", original.file(), e);
    }
  }

  /** The step that sees to {@code original} being in the pool. */
  Plan.Step bringing(Original original) {
    boolean there = holds(original);
    Change change =
        new Change(
            there ? Effect.NOTHING : Effect.CREATE,
            Subject.of("storage volume", nameOf(original)),
            (there ? "is in " : "upload " + original.file().getFileName() + " to ") + pool);
    return new Plan.Step(
        change, original.length().bytes(), (run, job) -> bring(original, run, job));
  }

  private void bring(Original original, Run run, Job job) {
    synchronized (lock(original)) {
      if (holds(original)) {
        return;
      }
      StoragePool target = kvm.storagePools().get(pool);
      Optional<StorageVolume> half = target.find(nameOf(original));
      StorageVolume volume = half.orElseGet(() -> create(target, original, run));
      long length = original.length().bytes();
      long head = Math.min(HEAD, length);
      ProgressListener toJob = new Relay(job);
      if (length > head) {
        volume.upload(original.file(), head, length - head, toJob);
      }
      volume.upload(original.file(), 0, head, toJob);
    }
  }

  private StorageVolume create(StoragePool target, Original original, Run run) {
    StorageVolume volume =
        target.create(
            v -> v.name(nameOf(original)).capacity(original.length()).format(VolumeFormat.RAW));
    run.onFailure("volume " + volume.name(), () -> removeUnused(original));
    return volume;
  }

  private void removeUnused(Original original) {
    synchronized (lock(original)) {
      StoragePool target = kvm.storagePools().get(pool);
      PoolFiles.refresh(target, kvm.pacer());
      target
          .find(nameOf(original))
          .filter(v -> !ImageUse.of(kvm).used(v.path()))
          .ifPresent(StorageVolume::delete);
    }
  }

  /** The step that makes the overlay of {@code media} as the volume {@code name}. */
  Plan.Step overlaying(Media media, String name) {
    TakenNames.refuseVolume(
        kvm, pool, name, "Delete it if it is left from an installation that was cut off");
    return Groundwork.step(
        Effect.CREATE,
        Subject.of("storage volume", name),
        "overlay of " + media.original().file().getFileName() + " in " + pool,
        run -> overlay(media, name, run));
  }

  /** Under the original's lock: nobody takes it away between the look at it and the overlay. */
  private void overlay(Media media, String name, Run run) {
    synchronized (lock(media.original())) {
      StoragePool target = kvm.storagePools().get(pool);
      StorageVolume original = target.get(nameOf(media.original()));
      if (!whole(original, media.original())) {
        throw new ConflictException(
            Subject.of("storage volume", original.name()),
            "changed while it was about to be used",
            "Run the plan again");
      }
      overlay(media.overlay().orElseThrow(), original.path(), target, name, run);
    }
  }

  private void overlay(
      Media.Overlay overlay, String backingFile, StoragePool target, String name, Run run) {
    PoolFiles.write(target, name, PoolFiles.PRIVATE, run, file -> overlay.write(file, backingFile));
    PoolFiles.refresh(target, kvm.pacer());
  }

  private Object lock(Original original) {
    return LOCKS.computeIfAbsent(
        kvm.uri() + " " + pool + " " + original.sha256(), key -> new Object());
  }
}
