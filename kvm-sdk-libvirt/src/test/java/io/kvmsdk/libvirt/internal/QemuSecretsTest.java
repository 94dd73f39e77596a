package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.DomainState;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.internal.driver.DriverHypervisor;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.secret.SecretUsage;
import io.kvmsdk.secret.Secrets;
import io.kvmsdk.secret.StoredSecret;
import io.kvmsdk.value.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Secrets on a real host: virsh sees them, and QEMU opens an encrypted disk with one. */
@RequiresQemu
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
@Timeout(300)
class QemuSecretsTest {
  private static final String PASSPHRASE = "correct horse";

  @TempDir Path folder;
  private FailingGuest guests;
  private Secrets secrets;
  private StoredSecret secret;
  private Path disk;

  @BeforeEach
  void defineSecret() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    guests = new FailingGuest(QemuHost.connect());
    secrets = new DriverHypervisor(guests.driver).secrets();
    disk = folder.resolve("kvmsdk-luks.img");
    secret = secrets.define(s -> s.usage(SecretUsage.volume(disk.toString())));
  }

  @AfterEach
  void removeAll() {
    QemuHost.virsh("secret-undefine", secret.uuid());
    guests.close();
  }

  @Test
  void secrets_areWhatVirshSees() {
    secret.value(Secret.of(PASSPHRASE));

    assertThat(QemuHost.ask("secret-list")).contains(secret.uuid() + "   volume " + disk);
    assertThat(QemuHost.ask("secret-get-value", "--plain", secret.uuid())).isEqualTo(PASSPHRASE);
    QemuHost.virsh("secret-undefine", secret.uuid()).orFail();
    assertThat(secrets.find(secret.uuid())).isEmpty();
  }

  /**
   * Each key is drawn out for a tenth of a second, not the usual two. qemu-img measures how long
   * that is, and gives up now and then where the machine is busy.
   */
  private ObjectRef encryptedGuest() {
    Tool.Result made = createDisk();
    for (int tries = 1; made.exit() != 0 && tries < 10; tries++) {
      made = createDisk();
    }
    made.orFail();
    String encryption =
        "<encryption format='luks'><secret type='passphrase' uuid='"
            + secret.uuid()
            + "'/></encryption>";
    return guests.define(FailingGuest.OS, "", FailingGuest.disk(disk, "raw", encryption));
  }

  private Tool.Result createDisk() {
    return Tool.run(
        "qemu-img",
        "create",
        "-q",
        "--object",
        "secret,id=key,data=" + PASSPHRASE,
        "-f",
        "luks",
        "-o",
        "key-secret=key,iter-time=100",
        disk,
        "1M");
  }

  @Test
  void aGuest_opensItsEncryptedDisk_onlyWithTheRightPassphrase() {
    ObjectRef guest = encryptedGuest();

    assertThatThrownBy(() -> guests.driver.domains().create(guest.uuid()))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining(secret.uuid().toString());
    secret.value(Secret.of("wrong"));
    assertThatThrownBy(() -> guests.driver.domains().create(guest.uuid()))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining("password");
    secret.value(Secret.of(PASSPHRASE));
    guests.driver.domains().create(guest.uuid());

    assertThat(guests.driver.domains().state(guest.uuid())).isEqualTo(DomainState.RUNNING);
  }

  @Test
  @Proves({KnownFailure.SECRET_USE_TAKEN, KnownFailure.SECRET_HIDDEN})
  void aUseThatIsTaken_andASecretThatIsHidden() {
    Provoked.by(
            KnownFailure.SECRET_USE_TAKEN,
            AlreadyExistsException.class,
            () -> secrets.define(s -> s.usage(SecretUsage.volume(disk.toString()))))
        .cured("undefine it");
    secret.undefine();
    secret = secrets.define(s -> s.usage(SecretUsage.volume(disk.toString())).hidden(true));
    secret.value(Secret.of(PASSPHRASE));

    Provoked.by(KnownFailure.SECRET_HIDDEN, PermissionDeniedException.class, secret::value);
  }
}
