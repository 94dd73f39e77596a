package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.media.Original;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowOverlay;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link Golden} promises of being published and found. */
public abstract class GoldenContract extends GoldenPool {
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
    assertThat(published.info().firmware()).contains(Firmware.BIOS);
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
    needs(Capability.SAME_FILES);
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
}
