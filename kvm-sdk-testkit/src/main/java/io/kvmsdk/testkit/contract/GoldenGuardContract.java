package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeCloneSpec;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@link Golden} promises of being kept from harm, and of being moved. */
public abstract class GoldenGuardContract extends GoldenPool {
  @Test
  void dependents_areTheOverlaysAndTheirDomains_howeverManyLayersUp() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();
    StorageVolume first = overlay("first.qcow2", golden.volume());
    overlay("second.qcow2", first);
    storage.create(v -> v.name("stranger.qcow2").capacity(SIZE));
    define("web", "second.qcow2");

    assertThat(golden.dependents())
        .containsExactlyInAnyOrder(
            Subject.of("domain", run + "-web"),
            Subject.of("storage volume", "first.qcow2"),
            Subject.of("storage volume", "second.qcow2"));
  }

  /** Neither plugged in, nor by an update, nor as another image for a disk. */
  @Test
  void attachDisk_isRefused_whenItWouldWriteToIt() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();
    Domain domain = define("web", overlay("web.qcow2", golden.volume()).name());
    DiskSpec writer =
        DiskSpec.builder().source(DiskSource.volume(pool, golden.volume().name())).build();

    assertThatThrownBy(() -> domain.attachDisk(writer))
        .isInstanceOf(ConflictException.class)
        .hasMessageContainingAll("golden image 'debian'", "no domain may write to it");
    assertThatThrownBy(() -> domain.planUpdate(d -> d.addDisk(writer)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("golden image 'debian'");
    assertThat(domain.disks()).hasSize(1);
    domain.attachDisk(writer.toBuilder().readOnly(true).build());
    assertThat(domain.disks()).hasSize(2);
  }

  @Test
  void planDelete_isRefused_withTheNamesOfItsDependents() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();
    overlay("web.qcow2", golden.volume());

    assertThatThrownBy(golden::planDelete)
        .isInstanceOf(ConflictException.class)
        .hasMessageContainingAll("golden image 'debian'", "web.qcow2", "Flatten", "rebase");
    golden.verify();
  }

  @Test
  void planDelete_goesAhead_whenTheRemedyWasFollowed() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();
    StorageVolume web = overlay("web.qcow2", golden.volume());
    StorageVolume loose = overlay("loose.qcow2", golden.volume());
    define("web", web.name());
    assertThatThrownBy(golden::planDelete)
        .isInstanceOf(ConflictException.class)
        .hasMessageContainingAll(
            "domain '" + run + "-web'",
            "'web.qcow2'",
            "'loose.qcow2'",
            "Provision.planConsolidate",
            "StorageVolume.clone");

    Provision.on(kvm).planConsolidate(run + "-web").apply();
    loose.clone(VolumeCloneSpec.named("alone.qcow2"), ProgressListener.NONE);
    loose.delete();
    golden.planDelete().apply();

    assertThat(volumes()).containsExactlyInAnyOrder("web.flat.qcow2", "alone.qcow2");
  }

  @Test
  void planDelete_goesAhead_whenItsOverlayWasRebased() {
    needs(Capability.SAME_FILES);
    Golden golden = publication().publish();
    Golden other =
        Provision.on(kvm)
            .golden("other")
            .from(golden.volume())
            .pool(pool)
            .generalize(Generalize.NONE)
            .publish();
    StorageVolume web = overlay("web.qcow2", golden.volume());

    QcowImage.rebase(
        realFile(web), other.volume().path(), BackingFormat.QCOW2, ProgressListener.NONE);
    golden.planDelete().apply();

    assertThat(other.dependents()).containsExactly(Subject.of("storage volume", "web.qcow2"));
    other.verify();
  }

  private StoragePool secondPool() {
    StoragePool second =
        kvm.storagePools()
            .define(StoragePoolSpec.dir(run + "-second", poolFolder(run + "-second")));
    second.build();
    second.start();
    return second;
  }

  @Test
  void planMove_takesTheImageToAnotherPool_withItsFingerprint() {
    needs(Capability.VOLUME_CONTENT);
    StoragePool second = secondPool();
    Golden golden = publication().publish();

    Golden moved = golden.planMove(second.name()).apply();

    assertThat(moved.info()).isEqualTo(golden.info());
    assertThat(Provision.on(kvm).goldens(second.name()).list()).containsExactly(moved);
    moved.verify();
    assertThat(volumes()).isEmpty();
  }

  @Test
  void planRename_keepsAllButTheName() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();

    Golden renamed = golden.planRename("bookworm").apply();

    assertThat(renamed.info()).isEqualTo(golden.info().toBuilder().name("bookworm").build());
    assertThat(goldens().list()).containsExactly(renamed);
    renamed.verify();
    assertThat(volumes()).containsExactlyInAnyOrder("bookworm.golden", "bookworm.golden.qcow2");
  }

  @Test
  void planMove_changesNothing_whenTheImageIsThere() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();

    assertThat(golden.planMove(pool).empty()).isTrue();
    assertThat(golden.planRename("debian").apply()).isEqualTo(golden);
    golden.verify();
  }

  @Test
  void planMove_isRefused_withTheNamesOfItsDependents() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();
    overlay("web.qcow2", golden.volume());

    assertThat(
            List.<ThrowingCallable>of(
                () -> golden.planMove(secondPool().name()), () -> golden.planRename("bookworm")))
        .allSatisfy(
            attempt ->
                assertThatThrownBy(attempt)
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContainingAll("moved", "web.qcow2", "planConsolidate"));
    assertThat(goldens().list()).containsExactly(golden);
  }

  @Test
  void move_leavesTheImageWhereItWas_whenADependentAppearedAfterThePlan() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();
    Plan<Golden> plan = golden.planRename("bookworm");
    overlay("web.qcow2", golden.volume());

    assertThatThrownBy(plan::apply)
        .isInstanceOf(ConflictException.class)
        .hasNoSuppressedExceptions();

    assertThat(goldens().list()).containsExactly(golden);
    assertThat(volumes()).hasSize(3);
    golden.verify();
  }

  @Test
  void planMove_isRefused_whenAnotherImageHasTheName() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();
    Provision.on(kvm)
        .golden("bookworm")
        .from(golden.volume())
        .pool(pool)
        .generalize(Generalize.NONE)
        .publish();

    assertThatThrownBy(() -> golden.planRename("bookworm"))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("golden image 'bookworm'");
  }

  @Test
  void move_leavesBothPoolsAsTheyWere_whenTheImageIsNoLongerWhatWasPublished() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    StoragePool second = secondPool();
    Golden golden = publication().publish();
    Files.write(realFile(golden.volume()), new byte[] {1}, StandardOpenOption.APPEND);

    assertThatThrownBy(golden.planMove(second.name())::apply)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("not what was published")
        .hasNoSuppressedExceptions();

    assertThat(second.list()).isEmpty();
    assertThat(goldens().list()).containsExactly(golden);
  }

  /** Whoever does not know what they have in their hands. */
  @Test
  void volume_isNeitherChangedNorDeleted_whileItHasDependents() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();
    overlay("web.qcow2", golden.volume());
    StorageVolume image = storage.get("debian.golden.qcow2");
    Path file = Files.write(files.resolve("other"), new byte[1]);

    List<ThrowingCallable> attempts =
        List.of(
            image::delete,
            image::wipe,
            () -> image.resize(ByteSize.mib(16)),
            () -> image.upload(file, ProgressListener.NONE));

    assertThat(attempts)
        .allSatisfy(
            attempt ->
                assertThatThrownBy(attempt)
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContainingAll("golden image 'debian'", "web.qcow2"));
    golden.verify();
  }

  /** Neither by a name in a pool nor by a path, and not by libvirt's own document. */
  @Test
  void domain_isNotDefined_whenItWouldWriteToTheImage() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();
    String image = golden.volume().name();
    String document = define("web", overlay("web.qcow2", golden.volume()).name()).definitionXml();
    List<ThrowingCallable> attempts =
        List.of(
            () -> define("other", image),
            () ->
                kvm.domains()
                    .define(
                        d ->
                            d.name(run + "-other")
                                .memory(ByteSize.mib(64))
                                .disk(x -> x.file(golden.volume().path()))),
            () -> kvm.domains().defineXml(document.replace("web.qcow2", image)));

    assertThat(attempts)
        .allSatisfy(
            attempt ->
                assertThatThrownBy(attempt)
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContainingAll("golden image 'debian'", "spawn", "read-only"));
    assertThat(kvm.domains().find(run + "-other")).isEmpty();
    assertThat(kvm.domains().get(run + "-web").definitionXml()).isEqualTo(document);
  }

  @Test
  void domain_mayReadTheImage() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();

    Domain reader =
        kvm.domains()
            .define(
                d ->
                    d.name(run + "-reader")
                        .memory(ByteSize.mib(64))
                        .disk(x -> x.volume(pool, golden.volume().name()).readOnly(true)));

    assertThat(reader.spec().disks().get(0).readOnly()).isTrue();
  }

  /** As by virsh, or before the image was published. */
  @Test
  void domain_isNotStarted_whenItWouldWriteToTheImage() {
    needs(Capability.VOLUME_CONTENT);
    storage.create(v -> v.name("debian.golden.qcow2").capacity(SIZE));
    Domain writer = define("writer", "debian.golden.qcow2");
    storage.get("debian.golden.qcow2").delete();
    Golden golden = publication().publish();

    assertThatThrownBy(writer::start)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("golden image 'debian'");
    golden.verify();
  }

  @Test
  void delete_isRefused_whenADependentAppearedAfterThePlan() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();
    Plan<Void> plan = golden.planDelete();
    overlay("web.qcow2", golden.volume());

    assertThatThrownBy(plan::apply).isInstanceOf(ConflictException.class);
    assertThat(goldens().get("debian")).isEqualTo(golden);
  }

  @Test
  void delete_leavesNothing_whenNothingNeedsIt() {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();

    golden.planDelete().apply();

    assertThat(volumes()).isEmpty();
    assertThat(goldens().find("debian")).isEmpty();
  }

  @Test
  void verify_tellsThatTheImageWasChanged_andWhoNeedsIt() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    Golden golden = publication().publish();
    overlay("web.qcow2", golden.volume());
    Files.write(realFile(golden.volume()), new byte[] {1}, StandardOpenOption.APPEND);

    assertThatThrownBy(golden::verify)
        .isInstanceOf(ConflictException.class)
        .hasMessageContainingAll("was changed", "web.qcow2");
  }
}
