package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.ConnectOptions;
import io.kvmsdk.Credentials;
import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.value.Secret;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A daemon that asks for a name and a password, by SASL. */
@Timeout(300)
@RequiresQemu
@RequiresTool(
    value = {"sasldblistusers2", "-v"},
    debianPackage = "sasl2-bin")
class LoginTest {
  private static final String PASSWORD = "pässword";

  private static final String SASL =
      """
      set -e
      sed -i 's/^auth_unix_rw.*/auth_unix_rw = "sasl"/' /etc/libvirt/libvirtd.conf
      printf 'mech_list: scram-sha-256\\nsasldb_path: /etc/libvirt/passwd.db\\n' > /etc/libvirt/sasl
      mount --bind /etc/libvirt/sasl /etc/sasl2/libvirt.conf
      printf %s "$1" | saslpasswd2 -p -c -a libvirt -f /etc/libvirt/passwd.db admin
      """;

  private static PrivateLibvirtd daemon;

  @BeforeAll
  static void start() {
    daemon = PrivateLibvirtd.start("sasl");
    daemon.run("sh", "-c", SASL, "sh", PASSWORD).orFail();
    daemon.restart();
  }

  @AfterAll
  static void close() {
    daemon.close();
  }

  private static Hypervisor connect(Consumer<ConnectOptions.Builder> options) {
    return Kvm.connect(daemon.uri().toString(), options);
  }

  @Test
  void connect_answersWhoThereIs() {
    try (Hypervisor kvm =
        connect(o -> o.credentials(new Credentials("admin", Secret.of(PASSWORD))))) {
      assertThat(kvm.info().hostname()).isEqualTo("kvmsdk-sasl");

      daemon.restart();

      assertThat(domains(kvm)).as("after the login of a new link").isEmpty();
    }
  }

  /** A call tells of the loss, if it was not noticed before. */
  private static List<Domain> domains(Hypervisor kvm) {
    try {
      return kvm.domains().list();
    } catch (ConnectionLostException e) {
      return kvm.domains().list();
    }
  }

  @Test
  void connect_saysThatThePasswordIsWrong() {
    assertThatThrownBy(
            () -> connect(o -> o.credentials(new Credentials("admin", Secret.of("no secret")))))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("authentication failed")
        .hasMessageContaining("ConnectOptions.credentials")
        .hasMessageNotContaining("no secret");
  }

  @Test
  void connect_saysThatAPasswordIsAskedFor() {
    assertThatThrownBy(() -> connect(o -> {}))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("ConnectOptions.credentials");
  }
}
