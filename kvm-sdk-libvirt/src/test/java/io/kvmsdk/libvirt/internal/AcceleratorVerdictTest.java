package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** For how long it holds what a probe found. */
@RequiresPrivateLibvirtd
@Timeout(180)
class AcceleratorVerdictTest {
  private final AtomicInteger probes = new AtomicInteger();
  private PrivateLibvirtd host;
  private LibvirtDriver driver;
  private AcceleratorVerdict verdict;

  @BeforeEach
  void connect() {
    host = PrivateLibvirtd.start("verdict");
    driver = LibvirtDriver.connect(host.uri());
    verdict = driver.verdict(this::probe);
  }

  @AfterEach
  void end() {
    try {
      driver.close();
    } finally {
      host.close();
    }
  }

  private Accelerator probe() {
    return probes.incrementAndGet() % 2 == 0 ? Accelerator.KVM : Accelerator.TCG;
  }

  /** What libvirt reads of the host says from now on that it was started a minute ago. */
  private void reboot() {
    host.run("sh", "-c", "echo 'cpu 100 0 100 5800 0 0 0 0 0 0' > /run/libvirt/stat").orFail();
    host.run("mount", "--bind", "/run/libvirt/stat", "/proc/stat").orFail();
    restart();
  }

  /** A call tells of the loss, if it was not noticed before. */
  private void restart() {
    host.restart();
    try {
      driver.domains().list();
    } catch (ConnectionLostException e) {
      assertThat(driver.domains().list()).isEmpty();
    }
  }

  @Test
  void aVerdict_holdsForEachConnection_alsoForNewOnes() {
    assertThat(verdict.accelerator()).isEqualTo(Accelerator.TCG);
    assertThat(verdict.accelerator()).isEqualTo(Accelerator.TCG);
    restart();
    assertThat(verdict.accelerator()).isEqualTo(Accelerator.TCG);
    try (LibvirtDriver other = LibvirtDriver.connect(host.uri())) {
      assertThat(other.verdict(this::probe).accelerator()).isEqualTo(Accelerator.TCG);
    }

    assertThat(probes.get()).isOne();
  }

  @Test
  void aVerdict_isFoundAnew_onceTheHostHasRebooted() {
    verdict.accelerator();

    reboot();

    assertThat(verdict.accelerator()).isEqualTo(Accelerator.KVM);
    assertThat(verdict.accelerator()).isEqualTo(Accelerator.KVM);
    assertThat(probes.get()).isEqualTo(2);
  }

  @Test
  void aProbeThatFails_leavesNoVerdict() {
    AcceleratorVerdict unlucky =
        driver.verdict(
            () -> {
              throw new ConnectionLostException(Subject.of("host", "h"), "it broke", "");
            });
    assertThatThrownBy(unlucky::accelerator).isInstanceOf(ConnectionLostException.class);

    assertThat(verdict.accelerator()).isEqualTo(Accelerator.TCG);
  }

  @Test
  void aHost_isTheSame_whileItsStartSeemsToHaveBeenAtTheSameTime() {
    HostBoot boot = new HostBoot(Duration.ofSeconds(-100));

    assertThat(boot.same(new HostBoot(Duration.ofSeconds(-97)))).isTrue();
    assertThat(boot.same(new HostBoot(Duration.ofSeconds(-90)))).isFalse();
    assertThat(boot.same(new HostBoot(Duration.ofSeconds(-110)))).isFalse();
  }
}
