package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.event.Registration;
import io.kvmsdk.secret.SecretEvent;
import io.kvmsdk.secret.SecretSpec;
import io.kvmsdk.secret.SecretUsage;
import io.kvmsdk.secret.StoredSecret;
import io.kvmsdk.value.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code Secrets} promises, on any hypervisor. */
public abstract class SecretContract extends HypervisorContract {
  private SecretUsage usage;

  @BeforeEach
  final void nameUsage() {
    usage = SecretUsage.ceph("client." + run);
  }

  private StoredSecret defined() {
    return kvm.secrets().define(s -> s.usage(usage).description("of a test"));
  }

  @Test
  void secrets_areRefused_whereThereAreNone() {
    if (missing().contains(Capability.SECRETS)) {
      assertThatThrownBy(() -> kvm.secrets().list()).isInstanceOf(UnsupportedException.class);
    } else {
      assertThat(kvm.secrets().list()).isNotNull();
    }
  }

  @Test
  void define_makesASecretThatIsFound() {
    needs(Capability.SECRETS);
    StoredSecret secret = defined();

    assertThat(kvm.secrets().find(usage)).contains(secret);
    assertThat(kvm.secrets().find(secret.uuid())).contains(secret);
    assertThat(kvm.secrets().get(usage).usage()).isEqualTo(usage);
    assertThat(kvm.secrets().list()).contains(secret);
    assertThat(kvm.secrets().find(SecretUsage.iscsi(usage.id()))).isEmpty();
  }

  @Test
  void spec_readsBackAsItWasDefined() {
    needs(Capability.SECRETS);
    SecretSpec spec =
        SecretSpec.builder()
            .usage(usage)
            .description("<&'\"ü")
            .hidden(true)
            .ephemeral(true)
            .build();

    StoredSecret secret = kvm.secrets().define(spec);

    assertThat(secret.spec()).isEqualTo(spec.toBuilder().uuid(secret.uuid()).build());
  }

  @Test
  void define_isRefused_whenAnotherHasThatUse() {
    needs(Capability.SECRETS);
    defined();

    assertThatThrownBy(this::defined)
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(usage.id());
  }

  @Test
  void value_isKeptByteForByte() {
    needs(Capability.SECRETS);
    StoredSecret secret = defined();
    assertThat(secret.value()).isEmpty();
    byte[] bytes = {0, 1, -1, 0, 127};

    secret.value(bytes);

    assertThat(secret.value()).hasValue(bytes);
    Secret passphrase = Secret.of("grün");
    secret.value(passphrase);
    assertThat(secret.value()).hasValue("grün".getBytes(StandardCharsets.UTF_8));
    assertThat(passphrase.reveal()).isEqualTo("grün");
    assertThat(secret.toString() + secret.xml()).doesNotContain("grün");
  }

  @Test
  void value_isToldToNobody_whenItIsHidden() {
    needs(Capability.SECRETS);
    StoredSecret secret = kvm.secrets().define(s -> s.usage(usage).hidden(true));
    secret.value(new byte[] {1});

    assertThatThrownBy(secret::value)
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("private");
  }

  @Test
  void undefine_forgetsIt() {
    needs(Capability.SECRETS);
    StoredSecret secret = defined();

    secret.undefine();

    assertThat(kvm.secrets().find(usage)).isEmpty();
    assertThat(kvm.secrets().find(secret.uuid())).isEmpty();
    for (var call : List.<Runnable>of(secret::value, secret::xml, secret::undefine)) {
      assertThatThrownBy(call::run).isInstanceOf(NotFoundException.class);
    }
    assertThatThrownBy(() -> kvm.secrets().get(usage))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(usage.id());
  }

  @Test
  void listen_isToldOfTheirLife_andThatAValueChanged_butNotWhich() {
    needs(Capability.SECRETS);
    Heard<SecretEvent> heard = new Heard<>();
    try (Registration listening = kvm.secrets().listen(heard)) {
      StoredSecret secret = defined();
      secret.value(Secret.of("kvmsdk"));
      secret.undefine();

      SecretEvent gone =
          new SecretEvent.Lifecycle(secret.uuid(), SecretEvent.Lifecycle.Kind.UNDEFINED);
      assertThat(heard.until(gone::equals))
          .containsSubsequence(
              new SecretEvent.Lifecycle(secret.uuid(), SecretEvent.Lifecycle.Kind.DEFINED),
              new SecretEvent.ValueChanged(secret.uuid()),
              gone);
    }
  }
}
