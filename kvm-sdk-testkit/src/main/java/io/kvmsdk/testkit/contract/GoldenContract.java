package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.media.Original;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.provision.Change;
import io.kvmsdk.provision.Effect;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.GoldenPublication;
import io.kvmsdk.provision.Goldens;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.qcow2.QcowOverlay;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeCloneSpec;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Golden} promises of being published, found, and kept from harm. */
public abstract class GoldenContract extends HypervisorContract {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final ByteSize SIZE = ByteSize.mib(8);

  protected final String pool = run + "-pool";

  @TempDir protected Path files;

  private StoragePool storage;

  /** A folder that the host can make, as a pool's target. */
  protected abstract String poolFolder();

  @BeforeEach
  final void makeAPool() {
    storage = kvm.storagePools().define(StoragePoolSpec.dir(pool, poolFolder()));
    storage.build();
    storage.start();
  }

  private Path disk() {
    Path file = files.resolve("disk.qcow2");
    QcowSpec.of(SIZE)
        .create(
            file,
            List.of(new Extent(0, 1 << 16)),
            (offset, bytes) -> {
              while (bytes.hasRemaining()) {
                bytes.put((byte) 7);
              }
            });
    return file;
  }

  private GoldenPublication publication() {
    return Provision.on(kvm)
        .golden("debian")
        .from(disk())
        .pool(pool)
        .os("Debian 12")
        .generalize(Generalize.NONE)
        .clock(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Goldens goldens() {
    return Provision.on(kvm).goldens(pool);
  }

  private StorageVolume overlay(String name, StorageVolume below) {
    return storage.create(
        v ->
            v.name(name)
                .capacity(SIZE)
                .backingStore(new BackingStore(below.path(), VolumeFormat.QCOW2)));
  }

  private List<String> volumes() {
    storage.refresh();
    return storage.list().stream().map(StorageVolume::name).toList();
  }

  @Test
  void plan_listsTheChanges_andChangesNothing() {
    Plan<Golden> plan = publication().plan();

    assertThat(plan.changes())
        .extracting(Change::effect)
        .containsExactly(Effect.NOTHING, Effect.CREATE, Effect.CREATE, Effect.CREATE);
    assertThat(volumes()).isEmpty();
    assertThat(goldens().list()).isEmpty();
  }

  @Test
  void publish_keepsTheImage_itsFingerprintAndWhatIsKnownOfIt() {
    needs(Capability.VOLUME_CONTENT);

    Golden published = publication().publish();

    assertThat(published.info().source()).isEqualTo("file disk.qcow2");
    assertThat(published.info().created()).isEqualTo(NOW);
    assertThat(published.info().os()).contains("Debian 12");
    assertThat(published.info().size()).isEqualTo(SIZE);
    assertThat(published.info().generalized()).isEqualTo(Generalize.NONE);
    assertThat(published.info().sha256())
        .isEqualTo(Original.of(files.resolve("disk.qcow2")).sha256());
    assertThat(goldens().get("debian").info()).isEqualTo(published.info());
    assertThat(goldens().list()).extracting(Golden::name).containsExactly("debian");
    assertThat(published.volume().spec().format()).isEqualTo(VolumeFormat.QCOW2);
    published.verify();
  }

  @Test
  void publish_makesTheImageReadOnly() throws IOException {
    needs(Capability.REAL_FILES);
    needs(Capability.VOLUME_CONTENT);

    Golden golden = publication().publish();
    Golden copy =
        Provision.on(kvm)
            .golden("copy")
            .from(golden.volume())
            .pool(pool)
            .generalize(Generalize.NONE)
            .publish();

    for (Golden published : List.of(golden, copy)) {
      assertThat(Files.getPosixFilePermissions(realFile(published.volume())).toString())
          .doesNotContain("WRITE");
    }
  }

  /** Where the test sees a volume's file. */
  protected Path realFile(StorageVolume volume) {
    return Path.of(volume.path());
  }

  @Test
  void publish_fromADomain_takesItsFirstDisk() {
    needs(Capability.VOLUME_CONTENT);
    storage
        .create(v -> v.name("original.qcow2").capacity(SIZE))
        .upload(disk(), ProgressListener.NONE);
    storage.refresh();
    Domain original = define("original", "original.qcow2");

    Golden second =
        Provision.on(kvm)
            .golden("second")
            .from(original)
            .pool(pool)
            .generalize(Generalize.FIRST_BOOT)
            .publish();

    assertThat(second.info().source()).isEqualTo("domain " + run + "-original");
    assertThat(second.info().generalized()).isEqualTo(Generalize.FIRST_BOOT);
    assertThat(second.info().size()).isEqualTo(SIZE);
  }

  private Domain define(String name, String volume) {
    return kvm.domains()
        .define(
            DomainSpec.builder()
                .name(run + "-" + name)
                .memory(ByteSize.mib(64))
                .disk(d -> d.volume(pool, volume).format(VolumeFormat.QCOW2))
                .build());
  }

  @Test
  void plan_isRefused_whenTheDomainRuns() {
    needs(Capability.GUESTS);
    StorageVolume disk = storage.create(v -> v.name("disk").capacity(SIZE));
    Domain running = define("running", disk.name());
    running.start();

    assertThatThrownBy(() -> Provision.on(kvm).golden("g").from(running).pool(pool).plan())
        .isInstanceOf(ConflictException.class)
        .hasMessageContainingAll(running.name(), "RUNNING", "Shut it down");
  }

  @Test
  void plan_isRefused_whenTheNameIsTaken() {
    needs(Capability.VOLUME_CONTENT);
    publication().publish();

    assertThatThrownBy(
            () ->
                Provision.on(kvm)
                    .golden("debian")
                    .from(files.resolve("disk.qcow2"))
                    .pool(pool)
                    .plan())
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("golden image 'debian'");
  }

  @Test
  void plan_isRefused_whenTheFileLiesOverAnother() {
    Path below = disk();
    Path above = files.resolve("above.qcow2");
    QcowOverlay.on(below, BackingFormat.QCOW2).create(above);

    assertThatThrownBy(() -> Provision.on(kvm).golden("g").from(above).pool(pool).plan())
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("lies over another");
  }

  @Test
  void get_isRefused_whenThereIsNone() {
    assertThatThrownBy(() -> goldens().get("nosuch"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("golden image 'nosuch'");
  }

  /** As kill -9 leaves it at any moment before the last. */
  @Test
  void publish_replacesWhatIsLeftOfAPublicationThatWasCutOff() {
    needs(Capability.VOLUME_CONTENT);
    storage.create(v -> v.name("debian.golden.qcow2").capacity(ByteSize.mib(1)));
    storage.create(
        v -> v.name("debian.golden").capacity(ByteSize.bytes(300)).format(VolumeFormat.RAW));

    assertThat(goldens().list()).isEmpty();
    Golden published = publication().publish();

    assertThat(goldens().list()).containsExactly(published);
    published.verify();
  }

  @Test
  void publish_isRefused_whenSomethingLiesOverThatRest() {
    needs(Capability.VOLUME_CONTENT);
    StorageVolume rest = storage.create(v -> v.name("debian.golden.qcow2").capacity(SIZE));
    overlay("web.qcow2", rest);

    assertThatThrownBy(() -> publication().plan())
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("web.qcow2");
  }

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
    needs(Capability.REAL_FILES);
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
        kvm.storagePools().define(StoragePoolSpec.dir(run + "-second", poolFolder() + "-second"));
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
