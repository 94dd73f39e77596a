package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.RevertTo;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What checkpoints stand in the way of, and what their bitmaps do. */
@RequiresQemu
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
@Timeout(180)
class QemuCheckpointFailuresTest {
  @TempDir Path folder;
  private FailingGuest guests;
  private ObjectRef guest;

  @BeforeEach
  void startAGuest_withASnapshot_andACheckpoint() throws IOException {
    guests = new FailingGuest(QemuHost.connect());
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path disk = folder.resolve("disk.qcow2");
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", disk, "1M").orFail();
    guest = guests.startWith(FailingGuest.disk(disk, "qcow2", ""));
    QemuHost.virsh("snapshot-create-as", guest.name(), "snapshot").orFail();
    QemuHost.virsh("checkpoint-create-as", guest.name(), "checkpoint").orFail();
  }

  @AfterEach
  void removeAll() {
    guests.close();
  }

  @Test
  @Proves(KnownFailure.HISTORY_LEFT)
  void aDomainWithACheckpoint() {
    QemuHost.virsh("destroy", guest.name()).orFail();
    QemuHost.virsh("snapshot-delete", "--metadata", guest.name(), "snapshot").orFail();

    Provoked.by(
            KnownFailure.HISTORY_LEFT,
            ConflictException.class,
            () ->
                new NativeObjects<>(
                        guests.driver.connection(), ObjectKind.domain(LibvirtLibrary.get()))
                    .call(guest.uuid(), LibvirtLibrary.get()::virDomainUndefine))
        .cured("Delete its checkpoints");
  }

  @Test
  @Proves(KnownFailure.CHECKPOINTS_IN_THE_WAY)
  void anExternalSnapshot_whileTheDomainIsOff() {
    QemuHost.virsh("destroy", guest.name()).orFail();

    Provoked.by(
            KnownFailure.CHECKPOINTS_IN_THE_WAY,
            UnsupportedException.class,
            () ->
                guests
                    .driver
                    .snapshots()
                    .create(
                        guest.uuid(),
                        "<domainsnapshot><name>s</name></domainsnapshot>",
                        true,
                        false))
        .cured("Start the domain");
  }

  /** libvirt 9.0 ends the domain for it: the handles do not let it come so far. */
  @Test
  @Proves(KnownFailure.BITMAPS_IN_THE_WAY)
  void aRevertToASnapshot() {
    Provoked.by(
            KnownFailure.BITMAPS_IN_THE_WAY,
            ConflictException.class,
            () -> guests.driver.snapshots().revert(guest.uuid(), "snapshot", RevertTo.AS_TAKEN))
        .cured("Delete the domain's checkpoints");
    assertThat(guests.driver.domains().state(guest.uuid())).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  @Proves(KnownFailure.BITMAP_MISSING)
  void aCheckpointWithoutItsBitmap() {
    String kept = guests.driver.checkpoints().xml(guest.uuid(), "checkpoint", false);
    guests.driver.checkpoints().delete(guest.uuid(), "checkpoint", false, false);

    Provoked.by(
            KnownFailure.BITMAP_MISSING,
            ConflictException.class,
            () -> guests.driver.checkpoints().redefine(guest.uuid(), kept, true))
        .cured("Forget the checkpoint checkpoint");
  }
}
