package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresQemu;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host whose KVM is none, without dnsmasq, and with little room. */
@RequiresQemu
@Timeout(300)
class PrivateHostFailuresTest {
  private static final String SMALL = "/var/lib/libvirt/images";
  private static final String NEW_EMULATOR = "/var/lib/libvirt/emulator";

  /** libvirt kept what it knows of QEMU and KVM, but knows nothing of a new emulator. */
  private static final String TAKE_AWAY =
      """
      test -e /dev/kvm && mount --bind /dev/null /dev/kvm
      mount --bind /dev/null "$(command -v dnsmasq)"
      mkdir -p "$1" && mount -t tmpfs -o size=1m tmpfs "$1"
      printf '#!/bin/sh\\nexec qemu-system-x86_64 "$@"\\n' > "$2" && chmod +x "$2"
      """;

  private static PrivateLibvirtd host;
  private LibvirtDriver driver;

  @BeforeAll
  static void takeAllAway() {
    host = PrivateLibvirtd.start("poor");
    host.run("sh", "-c", TAKE_AWAY, "sh", SMALL, NEW_EMULATOR).orFail();
  }

  @AfterAll
  static void stopHost() {
    host.close();
  }

  @BeforeEach
  void connect() {
    driver = LibvirtDriver.connect(host.uri());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private static String kvmGuest(String devices) {
    return FailingGuest.xml("kvmsdk-failing", FailingGuest.OS, "", devices)
        .replace("type='qemu'", "type='kvm'");
  }

  @Test
  @Proves(KnownFailure.KVM_ABSENT)
  void aHostWithoutKvm() {
    Provoked.by(
            KnownFailure.KVM_ABSENT,
            UnsupportedException.class,
            () -> driver.domains().define(kvmGuest("<emulator>" + NEW_EMULATOR + "</emulator>")))
        .cured("kvm_intel", "Accelerator.TCG");
  }

  @Test
  @Proves(KnownFailure.KVM_UNUSABLE)
  void aHostWhoseKvmIsNone() {
    assumeTrue(driver.capabilitiesXml().contains("<domain type='kvm'"), "no /dev/kvm here");
    ObjectRef guest = driver.domains().define(kvmGuest(""));

    Provoked.by(
            KnownFailure.KVM_UNUSABLE,
            UnsupportedException.class,
            () -> driver.domains().create(guest.uuid()))
        .cured("/dev/kvm", "Accelerator.TCG");
  }

  @Test
  void theAccelerator_isTcgThere() {
    assertThat(driver.usableAccelerator()).isEqualTo(Accelerator.TCG);
  }

  @Test
  @Proves(KnownFailure.DNSMASQ_MISSING)
  void aHostWithoutDnsmasq() {
    ObjectRef network =
        driver
            .networks()
            .define(
                """
                <network>
                  <name>kvmsdk-net</name>
                  <ip address='10.213.92.1' netmask='255.255.255.0'>
                    <dhcp><range start='10.213.92.9' end='10.213.92.9'/></dhcp>
                  </ip>
                </network>
                """);

    Provoked.by(
            KnownFailure.DNSMASQ_MISSING,
            UnsupportedException.class,
            () -> driver.networks().create(network.uuid()))
        .cured("dnsmasq-base");
  }

  @Test
  @Proves(KnownFailure.DISK_FULL)
  void aPoolWithoutRoom() {
    ObjectRef pool = FolderPool.create(driver.storage(), "kvmsdk-small", SMALL);

    Provoked.by(
            KnownFailure.DISK_FULL,
            NoSpaceException.class,
            () ->
                driver
                    .storage()
                    .createVolume(
                        pool.uuid(),
                        "<volume><name>large</name><capacity unit='MiB'>8</capacity></volume>"))
        .cured("Free some space");
  }
}
