package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.internal.driver.KnownFailure;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which of the known failures are provoked on real hosts. */
class ProofTest {
  private static final List<Class<?>> PROOFS =
      List.of(
          ConnectFailuresTest.class,
          PrivateHostFailuresTest.class,
          QemuDeviceRemovalTest.class,
          QemuCheckpointFailuresTest.class,
          QemuFileFailuresTest.class,
          QemuMachineFailuresTest.class,
          QemuNetworkFailuresTest.class,
          QemuPoolFailuresTest.class,
          QemuSecretsTest.class,
          QemuConnectionTest.class);

  /** These need another host; what one said is in the api's {@code known-failures.txt}. */
  private static final Set<KnownFailure> RECORDED =
      EnumSet.of(
          // A file that goes between libvirt's look and QEMU's.
          KnownFailure.FILE_MISSING_TO_QEMU,
          // An NFS server that does not trust root.
          KnownFailure.OWNER_REFUSED,
          // A daemon that is not root.
          KnownFailure.VOLUME_OWNER_REFUSED,
          KnownFailure.VOLUME_DENIED,
          // A client that is not root.
          KnownFailure.SOCKET_DENIED,
          // A kernel without traffic schedulers.
          KnownFailure.SCHEDULER_MISSING,
          // A host without a free port.
          KnownFailure.PORTS_EXHAUSTED,
          // Half a minute.
          KnownFailure.DOMAIN_BUSY);

  @Test
  void everyKnownFailure_isProvokedOrRecorded() {
    Set<KnownFailure> proved =
        PROOFS.stream()
            .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
            .filter(m -> m.isAnnotationPresent(Proves.class) && m.isAnnotationPresent(Test.class))
            .flatMap(m -> Arrays.stream(m.getAnnotation(Proves.class).value()))
            .collect(Collectors.toSet());

    assertThat(proved).doesNotContainAnyElementsOf(RECORDED);
    assertThat(EnumSet.complementOf(EnumSet.copyOf(RECORDED)))
        .containsExactlyInAnyOrderElementsOf(proved);
  }
}
