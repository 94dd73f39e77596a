package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** From a disk to a golden image; see {@link GoldenPublication}. */
final class GoldenFlow {
  private final Hypervisor kvm;
  private final String pool;
  private final GoldenSource source;
  private final Clock clock;
  private final Sysprep sysprep;
  private final Generalize wished;
  private final Generalize done;
  private final Subject subject;
  private final GoldenPlace place;
  private GoldenInfo info;

  GoldenFlow(
      Hypervisor kvm,
      String pool,
      GoldenInfo draft,
      GoldenSource source,
      Clock clock,
      Generalize wished) {
    this.kvm = kvm;
    this.pool = pool;
    this.info = draft;
    this.source = source;
    this.clock = clock;
    this.sysprep = new Sysprep(Sysprep.PROGRAM);
    this.wished = wished;
    this.done = chosen();
    this.subject = Subject.of("golden image", draft.name());
    this.place = new GoldenPlace(kvm, pool, draft.name(), draft.format());
  }

  private Generalize chosen() {
    boolean can = sysprep.installed() && local();
    if (wished == Generalize.SYSPREP && !can) {
      throw new UnsupportedException(
          Subject.of("golden image", info.name()),
          sysprep.installed()
              ? "virt-sysprep changes images on this machine alone"
              : "virt-sysprep is not installed",
          "Install Debian's package guestfs-tools, or generalize with FIRST_BOOT");
    }
    return wished != Generalize.AUTO ? wished : can ? Generalize.SYSPREP : Generalize.FIRST_BOOT;
  }

  /** A pool that is not there yet, or not active, tells nothing. */
  private boolean local() {
    return kvm.storagePools().find(pool).flatMap(StoragePool::localPath).isPresent();
  }

  Plan<Golden> plan() {
    place.refuseTaken();
    if (source instanceof GoldenSource.File file) {
      file.refuseOverlay();
    }
    List<Plan.Step> steps = new ArrayList<>();
    steps.add(new Groundwork(kvm).pool(pool, List.of()));
    place.clearing().ifPresent(steps::add);
    steps.add(copy());
    if (done == Generalize.SYSPREP) {
      steps.add(step(Effect.LIVE, "reset its identity with virt-sysprep", this::reset));
    }
    steps.add(step(Effect.CREATE, "take its fingerprint", run -> fingerprint()));
    steps.add(step(Effect.CREATE, "publish in " + pool, run -> place.publish(info, run)));
    return new Plan<>(kvm.pacer(), steps, () -> new Golden(kvm, pool, info));
  }

  private Plan.Step step(Effect effect, String summary, Groundwork.Action action) {
    return Groundwork.step(effect, subject, summary, action);
  }

  private Plan.Step copy() {
    return new Plan.Step(
        new Change(Effect.CREATE, subject, "copy " + source.description() + " to " + place.image()),
        Progress.UNKNOWN_TOTAL,
        (run, job) -> {
          StoragePool target = place.pool();
          if (source instanceof GoldenSource.File file) {
            PoolFiles.send(
                target, place.image(), file.path(), place.permissions(), run, new Relay(job));
          } else if (source instanceof GoldenSource.Volume volume) {
            PoolFiles.copy(
                volume.volume(), target, place.image(), place.permissions(), run, new Relay(job));
          }
          PoolFiles.refresh(target, kvm.pacer());
        });
  }

  private void reset(Run run) {
    StorageVolume volume = place.stored();
    Path local =
        volume
            .localPath()
            .filter(Files::isWritable)
            .orElseThrow(
                () ->
                    new UnsupportedException(
                        subject,
                        "this process cannot write to "
                            + volume.path()
                            + ", where virt-sysprep is to change it",
                        "Run it as root on that host, or generalize with FIRST_BOOT"));
    sysprep.run(local, info.format(), run.remaining(subject));
  }

  private void fingerprint() {
    StorageVolume stored = place.stored();
    info =
        info.toBuilder()
            .sha256(PoolFiles.sha256(stored))
            .size(stored.info().capacity())
            .created(clock.instant())
            .generalized(done)
            .build();
  }
}
