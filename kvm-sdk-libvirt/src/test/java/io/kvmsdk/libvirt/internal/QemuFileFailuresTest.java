package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.PermissionDeniedException;
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
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Domains whose images and other files are missing, forbidden, in use or not what is said. */
@RequiresQemu
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
@Timeout(300)
class QemuFileFailuresTest {
  @TempDir Path folder;
  private FailingGuest guests;

  @BeforeEach
  void connect() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    guests = new FailingGuest(QemuHost.connect());
  }

  @AfterEach
  void removeAll() {
    guests.close();
  }

  private Path image(String name) {
    Path image = folder.resolve(name);
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", image, "1M").orFail();
    return image;
  }

  private Path overlay(Path base) {
    Path overlay = folder.resolve("overlay.qcow2");
    Tool.run("qemu-img", "create", "-q", "-u", "-f", "qcow2", "-F", "qcow2", "-b", base, overlay, 1)
        .orFail();
    return overlay;
  }

  private Path locked(String name) throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
    return image("locked/" + name);
  }

  private void start(Path disk) {
    guests.startWith(FailingGuest.disk(disk, "qcow2", ""));
  }

  @Test
  @Proves(KnownFailure.IMAGE_MISSING)
  void anImageThatIsNotThere() {
    Path gone = folder.resolve("gone.qcow2");

    Provoked provoked =
        Provoked.by(KnownFailure.IMAGE_MISSING, NotFoundException.class, () -> start(gone))
            .with("file", gone)
            .cured("Create the volume");

    assertThat(provoked.told()).hasMessageContaining("domain 'kvmsdk-failing-");
  }

  @Test
  @Proves(KnownFailure.BACKING_FILE_MISSING)
  void aBaseThatIsNotThere() {
    Path gone = folder.resolve("gone.qcow2");
    Path overlay = overlay(gone);

    Provoked.by(KnownFailure.BACKING_FILE_MISSING, NotFoundException.class, () -> start(overlay))
        .with("file", gone)
        .cured(overlay.toString(), "rebase");
  }

  @Test
  @Proves(KnownFailure.IMAGE_DENIED)
  void anImageInAFolderThatQemuMayNotEnter() throws IOException {
    Path image = locked("a.qcow2");

    Provoked.by(KnownFailure.IMAGE_DENIED, PermissionDeniedException.class, () -> start(image))
        .with("file", image)
        .cured(image.toString(), "the user " + qemuUser(), "chmod o+x");
  }

  @Test
  @Proves(KnownFailure.BACKING_FILE_DENIED)
  void aBaseInAFolderThatQemuMayNotEnter() throws IOException {
    Path base = locked("base.qcow2");

    Provoked.by(
            KnownFailure.BACKING_FILE_DENIED,
            PermissionDeniedException.class,
            () -> start(overlay(base)))
        .with("file", base)
        .cured("the user " + qemuUser());
  }

  private static String qemuUser() throws IOException {
    return Files.getAttribute(Path.of("/var/lib/libvirt/qemu"), "unix:uid").toString();
  }

  @Test
  @Proves(KnownFailure.FILE_DENIED_TO_QEMU)
  void anImageThatQemuMayNotOpen() throws IOException {
    Path image = image("a.qcow2");
    Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rw-------"));
    String asItIs = "<seclabel model='dac' relabel='no'/>";

    Provoked.by(
            KnownFailure.FILE_DENIED_TO_QEMU,
            PermissionDeniedException.class,
            () -> guests.startWith(FailingGuest.disk(image, "qcow2", asItIs)))
        .with("file", image)
        .cured("owner and mode", "AppArmor", "SELinux");
  }

  /** libvirt looks for itself at images that may rest on others alone. */
  @Test
  void aRawImageInAFolderThatQemuMayNotEnter() throws IOException {
    Path image = locked("a.img");

    Provoked.by(
            KnownFailure.FILE_DENIED_TO_QEMU,
            PermissionDeniedException.class,
            () -> guests.startWith(FailingGuest.disk(image, "raw", "")))
        .with("file", image)
        .cured("enter every folder above");
  }

  private void save(ObjectRef guest, String path) throws Throwable {
    try {
      guests.driver.saves().save(guest.uuid(), path, Set.of()).join();
    } catch (CompletionException e) {
      throw e.getCause();
    }
  }

  @Test
  @Proves(KnownFailure.FOLDER_MISSING)
  void aFolderThatIsNotThere() {
    ObjectRef guest = guests.startWith("");
    String path = folder.resolve("none/memory").toString();

    Provoked.by(KnownFailure.FOLDER_MISSING, NotFoundException.class, () -> save(guest, path))
        .with("file", path)
        .cured("Make its folder");
  }

  @Test
  @Proves(KnownFailure.IMAGE_LOCKED)
  void anImageThatAnotherGuestWritesTo() {
    Path image = image("a.qcow2");
    start(image);

    Provoked.by(KnownFailure.IMAGE_LOCKED, ConflictException.class, () -> start(image))
        .with("file", image)
        .cured("an overlay of its own");
  }

  @Test
  @Proves(KnownFailure.BASE_BUSY)
  void aBaseThatAnotherGuestWritesTo() {
    Path base = image("a.qcow2");
    start(base);

    Provoked.by(KnownFailure.BASE_BUSY, ConflictException.class, () -> start(overlay(base)))
        .with("file", base)
        .cured("must not change");
  }

  @Test
  @Proves(KnownFailure.FORMAT_WRONG)
  void anImageOfAnotherFormat() throws IOException {
    Path raw = Files.write(folder.resolve("raw.img"), new byte[1 << 20]);

    Provoked.by(KnownFailure.FORMAT_WRONG, InvalidSpecException.class, () -> start(raw))
        .cured("qemu-img info");
  }

  @Test
  @Proves(KnownFailure.KERNEL_MISSING)
  void aKernelThatIsNotThere() {
    String os = os("q35", "<kernel>/nowhere/vmlinuz</kernel>");

    Provoked.by(
            KnownFailure.KERNEL_MISSING, NotFoundException.class, () -> guests.startWith(os, ""))
        .with("file", "/nowhere/vmlinuz");
  }

  private static String os(String machine, String rest) {
    return "<os><type arch='x86_64' machine='" + machine + "'>hvm</type>" + rest + "</os>";
  }

  @Test
  @Proves(KnownFailure.FIRMWARE_UNKNOWN)
  void aFirmwareThatTheHostDoesNotKnow() throws IOException {
    Path code = Files.write(folder.resolve("CODE.fd"), new byte[1 << 20]);
    String os = os("q35", "<loader readonly='yes' type='pflash'>" + code + "</loader>");

    Provoked.by(
            KnownFailure.FIRMWARE_UNKNOWN,
            UnsupportedException.class,
            () -> guests.startWith(os, ""))
        .with("file", code);
  }

  @Test
  @Proves(KnownFailure.TEMPLATE_MISSING)
  void aTemplateThatIsNotThere() throws IOException {
    Path code = Files.write(folder.resolve("CODE.fd"), new byte[1 << 20]);
    String os =
        os(
            "q35",
            "<loader readonly='yes' type='pflash'>"
                + code
                + "</loader><nvram template='/nowhere/VARS.fd'>"
                + folder.resolve("VARS.fd")
                + "</nvram>");

    Provoked.by(
            KnownFailure.TEMPLATE_MISSING, NotFoundException.class, () -> guests.startWith(os, ""))
        .with("file", "/nowhere/VARS.fd");
  }

  /** No firmware that comes with any distribution of today keeps no variables at all. */
  @Test
  @Proves(KnownFailure.FIRMWARE_MISSING)
  void aFirmwareThatIsNotInstalled() {
    String os = os("q35", "<loader stateless='yes'/>").replace("<os>", "<os firmware='efi'>");

    Provoked.by(
            KnownFailure.FIRMWARE_MISSING,
            UnsupportedException.class,
            () -> guests.startWith(os, ""))
        .cured("ovmf");
  }

  @Test
  @Proves(KnownFailure.EMULATOR_MISSING)
  void anEmulatorThatIsNotThere() {
    Provoked.by(
            KnownFailure.EMULATOR_MISSING,
            NotFoundException.class,
            () -> guests.startWith("<emulator>/usr/bin/qemu-none</emulator>"))
        .with("file", "/usr/bin/qemu-none")
        .cured("qemu-system-x86");
  }

  @Test
  @Proves(KnownFailure.NAME_TOO_LONG)
  void aNameThatIsTooLongForAFile() {
    String name = "kvmsdk-" + "x".repeat(250);

    Provoked.by(
        KnownFailure.NAME_TOO_LONG,
        InvalidSpecException.class,
        () -> guests.define(FailingGuest.xml(name, FailingGuest.OS, "", "")));
  }

  @Test
  @Proves(KnownFailure.SECRET_MISSING)
  void aDiskWhoseSecretIsNotThere() {
    String uuid = "11111111-1111-4111-8111-111111111111";
    String encryption =
        "<encryption format='luks'><secret type='passphrase' uuid='" + uuid + "'/></encryption>";
    ObjectRef guest =
        guests.define(FailingGuest.OS, "", FailingGuest.disk(image("a.qcow2"), "raw", encryption));

    Provoked.by(
            KnownFailure.SECRET_MISSING,
            NotFoundException.class,
            () -> guests.driver.domains().create(guest.uuid()))
        .with("secret", uuid);
  }
}
