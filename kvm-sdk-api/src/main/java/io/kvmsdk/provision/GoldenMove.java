package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.Dependents;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * A golden image to another pool, or under another name: published there, byte for byte, and only
 * then deleted here. Cut off in between, it is in both places, and moving it again deletes it here.
 */
final class GoldenMove {
  private final Hypervisor kvm;
  private final Golden golden;
  private final String pool;
  private final GoldenInfo info;
  private final GoldenPlace place;
  private final Subject subject;

  GoldenMove(Hypervisor kvm, Golden golden, String pool, String name) {
    this.kvm = kvm;
    this.golden = golden;
    this.pool = pool;
    this.info = golden.info().toBuilder().name(name).build();
    this.place = new GoldenPlace(kvm, pool, name, info.format());
    this.subject = Subject.of("golden image", golden.name());
  }

  Plan<Golden> plan() {
    List<Plan.Step> steps = new ArrayList<>();
    steps.add(new Groundwork(kvm).pool(pool, List.of()));
    if (pool.equals(golden.pool()) && info.name().equals(golden.name())) {
      steps.add(Groundwork.step(Effect.NOTHING, subject, "is in " + pool, run -> {}));
    } else {
      Dependents.refuse(kvm, subject, golden.volume().path(), "moved");
      if (!moved()) {
        place.refuseTaken();
        place.clearing().ifPresent(steps::add);
        steps.add(copying());
        steps.add(
            Groundwork.step(
                Effect.CREATE, subject, "publish in " + pool, run -> place.publish(info, run)));
      }
      steps.add(
          Groundwork.step(
              Effect.DELETE, subject, "delete from " + golden.pool(), run -> golden.delete()));
    }
    return new Plan<>(kvm.pacer(), steps, () -> new Golden(kvm, pool, info));
  }

  private boolean moved() {
    return place.taken().filter(there -> there.info().equals(info)).isPresent();
  }

  private Plan.Step copying() {
    return new Plan.Step(
        new Change(
            Effect.CREATE,
            subject,
            "copy from " + golden.pool() + " to " + place.image() + " in " + pool),
        Progress.UNKNOWN_TOTAL,
        this::copy);
  }

  private void copy(Run run, Job job) {
    PoolFiles.copyBytes(
        golden.volume(), place.pool(), place.image(), place.permissions(), run, new Relay(job));
    PoolFiles.refresh(place.pool(), kvm.pacer());
    if (!PoolFiles.sha256(place.stored()).equals(info.sha256())) {
      throw new ConflictException(
          subject,
          "the copy in " + pool + " is not what was published",
          "Golden.verify tells whether the image was changed");
    }
  }
}
