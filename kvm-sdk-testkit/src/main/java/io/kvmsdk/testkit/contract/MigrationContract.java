package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.change.Problem;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.CpuFeature;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.CpuSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.MigrationControl;
import io.kvmsdk.domain.MigrationDisks;
import io.kvmsdk.domain.MigrationPlan;
import io.kvmsdk.domain.MigrationRoute;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What moving a domain between two hosts promises. */
public abstract class MigrationContract extends TwoHostsContract {
  private static final Duration LONG = Duration.ofMinutes(2);

  @Test
  void migrate_movesARunningGuest_directly() {
    Domain domain = running(d -> {});
    Told seen = new Told();

    Domain moved = domain.migrate(other.domains(), direct(), seen, LONG);

    assertGoesOn(moved);
    assertThat(moved.uuid()).isEqualTo(domain.uuid());
    assertThat(kvm.domains().find(run)).as("the source has forgotten it").isEmpty();
    assertThat(moved.definitionXml()).contains(run);
    assertThat(seen.events).startsWith("started").endsWith("finished");
    moved.destroy();
    assertThat(moved.state()).as("it is defined").isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void migrate_movesARunningGuest_fromDaemonToDaemon() {
    Domain domain = running(d -> {});

    Domain moved =
        domain.migrate(other.domains(), spec(MigrationRoute.PEER_TO_PEER, s -> s.name(run + "-b")));

    assertThat(moved.name()).isEqualTo(run + "-b");
    assertGoesOn(moved);
  }

  @Test
  void migrate_leavesTheDefinition_orNone_asTold() {
    Domain domain = running(d -> {});

    Domain moved =
        domain.migrate(
            other.domains(),
            spec(
                MigrationRoute.DIRECT,
                s -> s.undefineSource(false).persistDestination(false).live(false)));

    assertGoesOn(moved);
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
    moved.destroy();
    assertThat(other.domains().find(run)).as("it was transient").isEmpty();
  }

  @Test
  void migrate_keepsAPausedGuestPaused() {
    Domain domain = running(d -> {});
    domain.suspend();

    assertThat(domain.migrate(other.domains(), direct()).state()).isEqualTo(DomainState.PAUSED);
  }

  @Test
  void planMigration_tellsWhatChanges_andMovesADomainThatIsOff() {
    Domain domain = defined(d -> d.title("moved"));
    MigrationPlan plan = domain.planMigration(other.domains(), direct());

    assertThat(plan.problems()).isEmpty();
    assertThat(plan.changes())
        .extracting(Change::effect, Change::subject)
        .containsExactly(
            tuple(Effect.CREATE, Subject.of("domain", run)),
            tuple(Effect.DELETE, Subject.of("domain", run)));
    assertThat(other.domains().find(run)).as("nothing is done yet").isEmpty();
    Domain moved = plan.apply();

    assertThat(moved.state()).isEqualTo(DomainState.SHUTOFF);
    assertThat(moved.spec().title()).contains("moved");
    assertThat(kvm.domains().find(run)).isEmpty();
  }

  @Test
  void migrate_takesImagesThatAreShared() {
    StorageVolume image = empty(pool(kvm, sharedFolder()), "a.qcow2");
    Domain domain = running(d -> d.disk(of(image)));

    Domain moved = domain.migrate(other.domains(), direct());

    assertGoesOn(moved);
    assertThat(moved.disk("vda").chain()).containsExactly(image.path());
  }

  @Test
  void migrate_copiesImages() throws IOException {
    StoragePool here = pool(kvm, ownFolder());
    StoragePool there = pool(other, ownFolder());
    StorageVolume base =
        here.create(v -> v.name("base.img").capacity(SIZE).format(VolumeFormat.RAW));
    fill(base);
    BackingStore below = new BackingStore(base.path(), VolumeFormat.RAW);
    StorageVolume top = here.create(v -> v.name("top.qcow2").capacity(SIZE).backingStore(below));
    Domain domain = running(d -> d.disk(of(top)));

    assertThatThrownBy(() -> domain.migrate(other.domains(), direct()))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("file '" + top.path() + "' is not there")
        .hasMessageContaining("file '" + base.path() + "' is not there");
    Domain moved =
        domain.migrate(
            other.domains(), spec(MigrationRoute.DIRECT, s -> s.disks(MigrationDisks.COPIED)));

    assertGoesOn(moved);
    assertThat(moved.disk("vda").chain()).as("it stands alone").containsExactly(top.path());
    there.refresh();
    assertThat(there.list()).extracting(StorageVolume::name).containsExactly("top.qcow2");
    moved.destroy();
    assertSameImage(top.path(), top.path());
  }

  @Test
  void migrate_copiesWhatLiesAboveABackingImage_thatBothHave() throws IOException {
    StorageVolume base =
        pool(kvm, sharedFolder())
            .create(v -> v.name("base.img").capacity(SIZE).format(VolumeFormat.RAW));
    fill(base);
    String ownName = run + "-own";
    StoragePool here = own(kvm, ownName);
    own(other, ownName);
    BackingStore below = new BackingStore(base.path(), VolumeFormat.RAW);
    StorageVolume top = here.create(v -> v.name("top.qcow2").capacity(SIZE).backingStore(below));
    Domain domain = running(d -> d.disk(of(top)));

    Domain moved =
        domain.migrate(
            other.domains(),
            spec(MigrationRoute.DIRECT, s -> s.disks(MigrationDisks.COPIED_ABOVE_BACKING)));

    assertGoesOn(moved);
    assertThat(moved.disk("vda").chain()).containsExactly(top.path(), base.path());
    moved.destroy();
    assertSameImage(top.path(), top.path());
  }

  @Test
  void migrate_isRefused_namingAllThatIsMissing() {
    StorageVolume image = empty(pool(kvm, ownFolder()), "a.qcow2");
    Domain domain = defined(d -> d.disk(of(image)));

    assertThatThrownBy(
            () ->
                domain.migrate(
                    other.domains(),
                    spec(
                        MigrationRoute.DIRECT,
                        s -> s.disks(MigrationDisks.COPIED).addCopiedDisk("vdx"))))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("disk 'vdx' is not there to copy")
        .hasMessageContaining("file '" + image.path() + "' is not there");
    assertThatThrownBy(
            () ->
                domain.migrate(
                    other.domains(),
                    spec(MigrationRoute.DIRECT, s -> s.disks(MigrationDisks.COPIED))))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("file '" + image.path() + "' has no active pool there");
  }

  private Domain taken(String name) {
    return other
        .domains()
        .define(d -> d.name(name).memory(ByteSize.mib(32)).accelerator(Accelerator.TCG));
  }

  /** Of a domain that is off, as none could run with such a processor. */
  @Test
  void planMigration_tellsAllThatIsInTheWay_atOnce() {
    StorageVolume image = empty(pool(kvm, ownFolder()), "a.qcow2");
    Domain domain =
        defined(d -> d.disk(of(image)).network(run + "-net").cpu(MigrationContract::withAvx512));
    domain.snapshots().create(s -> s.name("s"));
    taken(run);
    other.domains().defineXml(domain.xml().replace("<name>" + run + "<", "<name>" + run + "-u<"));

    MigrationPlan plan = domain.planMigration(other.domains(), direct());

    assertThat(plan.problems())
        .extracting(Problem::subject)
        .contains(
            Subject.of("domain", run),
            Subject.of("domain", run + "-u"),
            Subject.of("cpu", ""),
            Subject.of("network", run + "-net"),
            Subject.of("file", image.path()));
    assertThat(plan.toString()).contains("avx512f", "1 snapshots", "with the same UUID");
    assertThatThrownBy(plan::apply)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(plan.problems().get(0).toString())
        .hasMessageContaining(plan.problems().get(5).toString());
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
  }

  private static void withAvx512(CpuSpec.Builder cpu) {
    cpu.mode(CpuMode.CUSTOM).check("partial").model("qemu64");
    cpu.addFeature(CpuFeature.require("avx512f"));
  }

  @Test
  void planMigration_tellsOfAMachineType_thatTheOtherHostLacks() {
    Domain domain = defined(d -> {});
    String newer = domain.xml().replaceAll("machine=(['\"])[^'\"]*['\"]", "machine='pc-q35-99.0'");

    assertThat(domain.planMigration(other.domains(), m -> m.xml(newer)).problems())
        .singleElement()
        .asString()
        .contains("machine type 'pc-q35-99.0' is none for a domain of type 'qemu' there");
  }

  @Test
  void migration_limitsTheNextOne() {
    Domain domain = defined(d -> {});
    MigrationControl migration = domain.migration();

    assertThat(migration.bandwidth()).isEmpty();
    migration.bandwidth(ByteSize.mib(7));
    domain.start();
    migration.maxDowntime(Duration.ofMillis(450));
    assertThat(migration.bandwidth()).contains(ByteSize.mib(7));
    assertThat(migration.maxDowntime()).isEqualTo(Duration.ofMillis(450));
    assertThatThrownBy(migration::startPostCopy).isInstanceOf(ConflictException.class);
    domain.destroy();

    assertThatThrownBy(() -> migration.maxDowntime(Duration.ofSeconds(1)))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void startPostCopy_endsAMigration_thatWouldNotEnd() {
    Domain domain = running(d -> {});
    MigrationSpec slow =
        spec(
            MigrationRoute.DIRECT,
            s -> {
              slowly(s);
              s.postCopy(true);
            });

    Domain moved =
        domain.migrate(
            other.domains(),
            slow,
            Told.onceUnderWay(() -> domain.migration().startPostCopy()),
            LONG);

    assertGoesOn(moved);
  }

  @Test
  void migrate_isRefused_whenTheNameIsTaken() {
    Domain domain = running(d -> {});
    Domain taken = taken(run);

    assertThatThrownBy(() -> domain.migrate(other.domains(), direct()))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(run)
        .hasMessageContaining("MigrationSpec.name");
    assertGoesOn(domain);
    assertThat(taken.state()).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void migrate_leavesTheGuestHere_andNothingThere_whenItIsGivenUp() {
    StoragePool here = pool(kvm, ownFolder());
    StoragePool there = pool(other, ownFolder());
    StorageVolume image = empty(here, "a.qcow2");
    Domain domain = running(d -> d.disk(of(image)));
    MigrationSpec slow =
        spec(
            MigrationRoute.DIRECT,
            s -> {
              s.disks(MigrationDisks.COPIED);
              slowly(s);
            });

    assertThatThrownBy(() -> domain.migrate(other.domains(), slow, Told.interrupting(), LONG))
        .isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertStayed(domain, there);
    assertThatThrownBy(
            () ->
                domain.migrate(other.domains(), slow, ProgressListener.NONE, Duration.ofMillis(20)))
        .isInstanceOf(TimedOutException.class);
    assertStayed(domain, there);
    Aborting aborting = new Aborting(domain);
    assertThatThrownBy(() -> domain.migrate(other.domains(), slow, aborting, LONG))
        .isInstanceOf(CancelledException.class);
    assertStayed(domain, there);
    assertThat(aborting.jobs.get(0).operation()).isEqualTo(DomainJob.Operation.MIGRATION_OUT);
    assertThat(aborting.jobs.get(0).data().total().bytes()).isPositive();
  }

  private void assertStayed(Domain domain, StoragePool there) {
    assertGoesOn(domain);
    assertThat(domain.job()).isEmpty();
    assertThat(other.domains().find(run)).isEmpty();
    there.refresh();
    assertThat(there.list()).isEmpty();
  }

  /** Aborts the job once it has seen it. */
  private static final class Aborting extends Told {
    final List<DomainJob> jobs = new ArrayList<>();
    private final Domain domain;

    Aborting(Domain domain) {
      this.domain = domain;
    }

    @Override
    public void advanced(Progress progress) {
      domain.job().ifPresent(jobs::add);
      domain.abortJob();
    }
  }
}
