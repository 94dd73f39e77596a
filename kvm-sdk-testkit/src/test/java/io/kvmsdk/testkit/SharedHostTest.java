package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.media.Media;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.provision.DeletePolicy;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.InstallSpec;
import io.kvmsdk.provision.Installed;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.provision.SpawnSpec;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs on a host where other processes do the same meanwhile: what they need in common is there
 * once, whoever made it, and stays while one of them needs it.
 */
class SharedHostTest {
  private final FakeHypervisor kvm = FakeHypervisor.create();
  private final Meanwhile meanwhile = new Meanwhile(kvm);

  @TempDir Path folder;

  private Path iso;
  private String original;
  private StoragePool pool;

  @BeforeEach
  void makeAMedium() throws IOException {
    byte[] content = new byte[1 << 20];
    Arrays.fill(content, (byte) 7);
    iso = Files.write(folder.resolve("installer.iso"), content);
    original = "kvmsdk-" + Media.file(iso).original().sha256() + ".iso";
    pool = kvm.storagePools().get("default");
  }

  @AfterEach
  void close() {
    kvm.close();
  }

  @Test
  void install_takesTheOriginal_thatAnotherRunMakesAtThatMoment() {
    meanwhile.onCall(Operation.VOLUME_CREATE, 1, this::begin, SharedHostTest::taken);

    assertInstalls(ProgressListener.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2}) // all but its head, and that
  void install_bringsTheOriginal_thatAnotherRunTakesAwayAsItIsSent(int upload) {
    meanwhile.onCall(Operation.VOLUME_UPLOAD, upload, this::takeAway, Meanwhile::notThere);

    assertInstalls(ProgressListener.NONE);
  }

  @Test
  void install_bringsTheOriginal_thatAnotherRunTakesAwayOnceItIsThere() {
    assertInstalls(at("define", this::takeAway));
  }

  /** The third volume looked up from there on: the look at it, the disk's, and it again. */
  @Test
  void install_bringsTheOriginal_thatAnotherRunTakesAwayAsTheDomainIsDefined() {
    Runnable arming =
        () -> meanwhile.onCall(Operation.VOLUME_LOOKUP, 3, this::takeAway, Meanwhile::notThere);

    assertInstalls(at("define", arming));
    assertThat(kvm.calls()).contains(new Call(Operation.VOLUME_DELETE, "default/" + original));
  }

  @Test
  void planInstall_doesNotTakeForWhole_whatIsBeingMade() {
    begin();
    meanwhile.onCall(Operation.VOLUME_DOWNLOAD, 1, () -> {}, SharedHostTest::busy);

    assertInstalls(ProgressListener.NONE);
  }

  @Test
  void install_fails_onceItsOriginalNeverBecomesWhole() {
    pool.create(v -> v.name(original).capacity(ByteSize.mib(2)).format(VolumeFormat.RAW));

    assertThatThrownBy(() -> plan().apply())
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(original)
        .hasMessageContaining("not whole");
  }

  @Test
  void deleteUnusedOriginals_keepsWhatWasTakenIntoUseSinceItWasPlanned() {
    pool.upload(original, iso, ProgressListener.NONE);
    Plan<Void> deletion = Provision.on(kvm).planDeleteUnusedOriginals("default");
    kvm.domains()
        .define(
            d ->
                d.name("web")
                    .memory(ByteSize.mib(64))
                    .disk(x -> x.volume("default", original).format(VolumeFormat.RAW)));

    deletion.apply();

    assertThat(pool.find(original)).isPresent();
  }

  @Test
  void deleteUnusedOriginals_isDone_whereAnotherProcessDeletesTheSame() {
    pool.upload(original, iso, ProgressListener.NONE);
    Plan<Void> deletion = Provision.on(kvm).planDeleteUnusedOriginals("default");
    meanwhile.onCall(Operation.VOLUME_DELETE, 1, this::takeAway, Meanwhile::notThere);

    deletion.apply();

    assertThat(pool.list()).isEmpty();
  }

  @Test
  void deleteUnusedOriginals_leavesWhatAnotherProcessIsSending() {
    pool.upload(original, iso, ProgressListener.NONE);
    Plan<Void> deletion = Provision.on(kvm).planDeleteUnusedOriginals("default");
    meanwhile.onCall(Operation.VOLUME_DELETE, 1, () -> {}, SharedHostTest::busy);

    deletion.apply();

    assertThat(pool.find(original)).isPresent();
  }

  @Test
  void planDeleteUnusedOriginals_withoutOne_thatVanishesAsItIsLookedAt() {
    pool.upload(original, iso, ProgressListener.NONE);
    meanwhile.onCall(Operation.VOLUME_READ, 2, this::takeAway, Meanwhile::notThere);

    assertThat(Provision.on(kvm).planDeleteUnusedOriginals("default").changes()).isEmpty();
  }

  @Test
  void install_takesTheNetworkAndThePool_thatWereMadeSinceItWasPlanned() {
    NetworkSpec lan = NetworkSpec.nat("lan", Cidr.of("10.9.8.1/24"));
    StoragePoolSpec disks = StoragePoolSpec.dir("disks", "/srv/disks");
    InstallSpec spec =
        InstallSpec.builder()
            .domain(
                DomainSpec.builder()
                    .name("web")
                    .memory(ByteSize.mib(512))
                    .disk(d -> d.size(ByteSize.mib(4)).pool("disks"))
                    .network("lan")
                    .build())
            .media(Media.file(iso))
            .addNetwork(lan)
            .addPool(disks)
            .build();
    Plan<Installed> plan = Provision.on(kvm).planInstall(spec);
    kvm.networks().define(lan).start();
    StoragePool made = kvm.storagePools().define(disks);
    made.build();
    made.start();

    assertThat(plan.apply().domain().state()).isEqualTo(DomainState.RUNNING);
  }

  @Test
  void spawn_leavesRunning_whatOthersHaveComeToNeed_thoughItFails() {
    Golden golden = golden();
    StoragePool other = kvm.storagePools().define(StoragePoolSpec.dir("other", "/srv/other"));
    other.build();
    Network network = kvm.networks().get("default");
    network.destroy();
    Plan<?> plan = golden.planSpawn(request());
    kvm.failOn(
        Operation.DOMAIN_START,
        Fault.of(
            subject -> {
              kvm.failNoMore();
              other.create(v -> v.name("others").capacity(ByteSize.mib(1)));
              kvm.domains()
                  .define(d -> d.name("others").memory(ByteSize.mib(64)).network("default"))
                  .start();
              return new ConflictException(subject, "does not start", "");
            }));

    assertThatThrownBy(plan::apply)
        .hasMessageContaining("does not start")
        .hasNoSuppressedExceptions();

    assertThat(network.active()).isTrue();
    assertThat(other.active()).isTrue();
    assertThat(other.list()).extracting(StorageVolume::name).containsExactly("others");
  }

  @Test
  void spawn_stopsAgain_whatItStarted_whenOneOfSeveralFails() {
    Golden golden = golden();
    StoragePool other = kvm.storagePools().define(StoragePoolSpec.dir("other", "/srv/other"));
    other.build();
    kvm.networks().get("default").destroy();
    Plan<?> plan = golden.planSpawn(request(), 3);
    kvm.failOn(Operation.DOMAIN_START, Fault.permissionDenied().onCall(2));

    assertThatThrownBy(plan::apply).hasNoSuppressedExceptions();

    assertThat(other.active()).isFalse();
    assertThat(kvm.networks().get("default").active()).isFalse();
  }

  /** The guest ends between the look whether it runs and the end that it is to have. */
  @Test
  void spawn_leavesNothing_whenItFailsAsItsGuestEndsByItself() {
    Golden golden = golden();
    StoragePool other = kvm.storagePools().define(StoragePoolSpec.dir("other", "/srv/other"));
    other.build();
    Plan<?> plan = golden.planSpawn(request().toBuilder().waitForAddress(true).build());
    Runnable itsEnd = () -> kvm.domains().get("web").destroy();
    meanwhile.onCall(Operation.DOMAIN_DESTROY, 1, itsEnd, SharedHostTest::notRunning);

    assertThatThrownBy(plan::apply)
        .isInstanceOf(TimedOutException.class)
        .hasNoSuppressedExceptions();

    assertThat(kvm.domains().list()).isEmpty();
  }

  @Test
  void delete_isDone_whenTheGuestHasEndedSinceItWasPlanned() {
    Domain web = kvm.domains().define(d -> d.name("web").memory(ByteSize.mib(64)));
    web.start();
    Plan<Void> deletion = Provision.on(kvm).planDelete("web", DeletePolicy.REMOVE_DISKS);
    web.destroy();

    deletion.apply();

    assertThat(kvm.domains().list()).isEmpty();
  }

  @Test
  void goldens_withoutOne_whoseCardIsBeingMade() {
    golden();
    meanwhile.onCall(Operation.VOLUME_DOWNLOAD, 1, () -> {}, SharedHostTest::busy);

    assertThat(Provision.on(kvm).goldens().list()).isEmpty();
  }

  @Test
  void publish_doesNotClearAway_whatIsBeingPublished() {
    Golden golden = golden();
    meanwhile.onCall(Operation.VOLUME_DOWNLOAD, 1, () -> {}, SharedHostTest::busy);

    assertThatThrownBy(this::golden).isInstanceOf(ConflictException.class);

    golden.verify();
    assertThat(Provision.on(kvm).goldens().list()).containsExactly(golden);
  }

  private Golden golden() {
    Path disk = folder.resolve("disk.qcow2");
    if (!Files.exists(disk)) {
      QcowSpec.of(ByteSize.mib(1)).create(disk, List.of(), (offset, bytes) -> {});
    }
    return Provision.on(kvm).golden("debian").from(disk).generalize(Generalize.NONE).publish();
  }

  private static SpawnSpec request() {
    return SpawnSpec.builder()
        .domain(d -> d.name("web").memory(ByteSize.mib(64)).network("default"))
        .pool("other")
        .waitForAddress(false)
        .build();
  }

  private Plan<Installed> plan() {
    return Provision.on(kvm)
        .planInstall(
            i ->
                i.domain(
                        DomainSpec.builder()
                            .name("web")
                            .memory(ByteSize.mib(512))
                            .disk(d -> d.size(ByteSize.mib(4)))
                            .network("default")
                            .build())
                    .media(Media.file(iso)));
  }

  private void assertInstalls(ProgressListener listener) {
    Installed installed = plan().apply(listener);

    assertThat(installed.domain().state()).isEqualTo(DomainState.RUNNING);
    assertThat(kvm.file(pool.get(original).path())).hasSameBinaryContentAs(iso);
  }

  /** Another process begins to bring it. */
  private void begin() {
    pool.create(v -> v.name(original).capacity(ByteSize.mib(1)).format(VolumeFormat.RAW));
  }

  /** Another process, which had made it, has failed. */
  private void takeAway() {
    pool.get(original).delete();
  }

  /** Somebody else does {@code work} as a change begins whose summary holds {@code words}. */
  private static ProgressListener at(String words, Runnable work) {
    return new ProgressListener() {
      @Override
      public void started(Progress progress) {
        if (progress.task().contains(words)) {
          work.run();
        }
      }
    };
  }

  private static KvmException taken(Subject subject) {
    return new AlreadyExistsException(subject, "there is one already", "");
  }

  private static KvmException notRunning(Subject subject) {
    return new ConflictException(subject, "it is not running", "");
  }

  private static KvmException busy(Subject subject) {
    return new ConflictException(subject, "it is still being allocated", "");
  }
}
