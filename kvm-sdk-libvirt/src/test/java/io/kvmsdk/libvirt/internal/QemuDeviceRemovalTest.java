package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.WatchdogAction;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.libvirt.contract.PortGuest;
import io.kvmsdk.testkit.contract.Leftovers;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a guest answers where memory is to be unplugged, by ACPI's _OST and _EJ0. */
@RequiresQemu
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
@Timeout(300)
class QemuDeviceRemovalTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String DIMM =
      "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>";

  private final String run = "kvmsdk-" + UUID.randomUUID().toString().substring(0, 8);
  @TempDir Path folder;
  private Hypervisor kvm;
  private PortGuest guest;
  private Domain domain;

  @BeforeEach
  void startGuest() {
    kvm = Kvm.connect(QemuHost.URI);
    guest = new PortGuest(kvm, run, folder);
    domain =
        kvm.domains()
            .define(
                guest
                    .machine(WatchdogAction.NONE)
                    .maxMemory(ByteSize.gib(1))
                    .memorySlots(1)
                    .addRawXml(
                        "<cpu><numa><cell id='0' cpus='0' memory='32' unit='MiB'/></numa></cpu>")
                    .build());
    domain.start();
    domain.attachDevice(DIMM);
    guest.awaitReady();
  }

  @AfterEach
  void removeAll() {
    guest.close();
    try {
      Leftovers.remove(kvm, run);
    } finally {
      kvm.close();
    }
  }

  @Test
  @Proves(KnownFailure.DEVICE_KEPT)
  void memory_isKeptByTheGuest_whichLaterLetsGoOfIt() {
    DomainEvent.DeviceRemovalFailed kept =
        domain.waitUntilEvent(
            DomainEvent.DeviceRemovalFailed.class,
            e -> true,
            () ->
                Provoked.by(
                        KnownFailure.DEVICE_KEPT,
                        ConflictException.class,
                        () -> detachWhileTheGuestSaysNo(Duration.ZERO))
                    .cured("offline"),
            LONG);
    assertThat(domain.xml()).contains("<memory model='dimm'>").contains(kept.alias());

    DomainEvent.DeviceRemoved released =
        domain.waitUntilEvent(DomainEvent.DeviceRemoved.class, e -> true, guest::ejectMemory, LONG);

    assertThat(released.alias()).isEqualTo(kept.alias());
    assertThat(domain.xml()).doesNotContain("<memory model='dimm'>");
    domain.detachDevice("<memory model='dimm'/>");
    assertThat(domain.definitionXml()).doesNotContain("<memory model='dimm'>");
  }

  /** libvirt's call has ended after five seconds: only an event tells of the guest's answer. */
  @Test
  void memory_isKept_whereTheGuestSaysSoLate() {
    assertThatThrownBy(() -> detachWhileTheGuestSaysNo(Duration.ofSeconds(6)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("rejected by the guest")
        .hasMessageContaining("offline");

    assertThat(domain.xml()).contains("<memory model='dimm'>");
    assertThat(domain.definitionXml()).contains("<memory model='dimm'>");
  }

  /** The guest answers again and again: it is not told when it is asked. */
  private void detachWhileTheGuestSaysNo(Duration after) {
    CompletableFuture<Void> detaching =
        CompletableFuture.runAsync(() -> domain.detachDevice("<memory model='dimm'/>", LONG));
    kvm.pacer().pass(Subject.of("domain", run), "thinking", after);
    kvm.pacer()
        .await(
            Subject.of("domain", run),
            "waiting for the end of the detaching",
            LONG,
            () -> {
              guest.keepMemory();
              return Optional.of(true).filter(done -> detaching.isDone());
            },
            () -> "");
    try {
      detaching.join();
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }
}
