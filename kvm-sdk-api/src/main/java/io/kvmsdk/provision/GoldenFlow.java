package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.Dependents;
import io.kvmsdk.internal.driver.GoldenVolumes;
import io.kvmsdk.internal.driver.ImageUse;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import java.nio.charset.StandardCharsets;
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
  private final String image;
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
    this.image = GoldenVolumes.image(draft.name(), draft.format());
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
    refuseTakenName();
    if (source instanceof GoldenSource.File file) {
      file.refuseOverlay();
    }
    List<Plan.Step> steps = new ArrayList<>();
    steps.add(new Groundwork(kvm).pool(pool, List.of()));
    if (!rest().isEmpty()) {
      steps.add(deleteRest(rest()));
    }
    steps.add(copy());
    if (done == Generalize.SYSPREP) {
      steps.add(step(Effect.LIVE, "reset its identity with virt-sysprep", this::reset));
    }
    steps.add(step(Effect.CREATE, "take its fingerprint", run -> fingerprint()));
    steps.add(step(Effect.CREATE, "publish in " + pool, this::publish));
    return new Plan<>(kvm.pacer(), steps, () -> new Golden(kvm, pool, info));
  }

  private Plan.Step step(Effect effect, String summary, Groundwork.Action action) {
    return Groundwork.step(effect, subject, summary, action);
  }

  private void refuseTakenName() {
    if (new Goldens(kvm, pool).find(info.name()).isPresent()) {
      throw new AlreadyExistsException(
          subject,
          "the pool '" + pool + "' has a golden image of this name already, which is kept",
          "Choose another name, as one with a date, or delete it first");
    }
  }

  /** The rest of a publication that was cut off. */
  private List<StorageVolume> rest() {
    return List.of(image, GoldenVolumes.card(info.name())).stream()
        .flatMap(v -> ImageUse.volume(kvm, pool, v).stream())
        .toList();
  }

  private Plan.Step deleteRest(List<StorageVolume> rest) {
    rest.forEach(v -> Dependents.refuse(kvm, subject, v.path(), "replaced"));
    return step(
        Effect.DELETE,
        "delete what is left of a publication that was cut off",
        run -> rest().forEach(StorageVolume::delete));
  }

  private Plan.Step copy() {
    return new Plan.Step(
        new Change(Effect.CREATE, subject, "copy " + source.description() + " to " + image),
        Progress.UNKNOWN_TOTAL,
        (run, job) -> {
          StoragePool target = kvm.storagePools().get(pool);
          if (source instanceof GoldenSource.File file) {
            PoolFiles.send(target, image, file.path(), PoolFiles.READ_ONLY, run, new Relay(job));
          } else if (source instanceof GoldenSource.Volume volume) {
            PoolFiles.copy(volume.volume(), target, image, run, new Relay(job));
          }
          PoolFiles.refresh(target, kvm.pacer());
        });
  }

  private void reset(Run run) {
    StorageVolume volume = stored();
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
    StorageVolume stored = stored();
    info =
        info.toBuilder()
            .sha256(PoolFiles.sha256(stored))
            .size(stored.info().capacity())
            .created(clock.instant())
            .generalized(done)
            .build();
  }

  /** What can be found under its name is whole. */
  private void publish(Run run) {
    PoolFiles.makeReadOnly(stored());
    byte[] text = GoldenCard.write(info).getBytes(StandardCharsets.UTF_8);
    PoolFiles.write(
        kvm.storagePools().get(pool),
        GoldenVolumes.card(info.name()),
        PoolFiles.READ_ONLY,
        run,
        file -> Files.write(file, text));
  }

  private StorageVolume stored() {
    return kvm.storagePools().get(pool).get(image);
  }
}
