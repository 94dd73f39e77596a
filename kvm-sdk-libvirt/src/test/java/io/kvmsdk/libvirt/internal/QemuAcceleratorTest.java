package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.GuestKind;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresQemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the probe makes of hosts whose KVM works, or fails in one way or another. */
@RequiresQemu
@Timeout(300)
class QemuAcceleratorTest {
  private static final Logger LOGGER = Logger.getLogger(AcceleratorProbe.class.getName());

  /** TCG in KVM's clothes. */
  private static final String AS_TCG = "set -- \"${@/#kvm/tcg}\"; set -- \"${@/#host*/max}\"; ";

  private static PrivateLibvirtd host;

  @TempDir Path folder;
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Handler handler = new Warnings();
  private LibvirtDriver driver;

  /** Keeps what is logged. */
  private final class Warnings extends Handler {
    @Override
    public void publish(LogRecord entry) {
      warnings.add(entry.getLevel() + " " + new SimpleFormatter().formatMessage(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** One of our own, since libvirt remembers each emulator for good. */
  @BeforeAll
  static void startHost() {
    host = PrivateLibvirtd.start("accelerator");
  }

  @AfterAll
  static void stopHost() {
    host.close();
  }

  @BeforeEach
  void connect() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    LOGGER.addHandler(handler);
    driver = LibvirtDriver.connect(host.uri());
    assumeTrue(
        driver.capabilitiesXml().contains("<domain type='kvm'"), "libvirt does not offer KVM here");
  }

  @AfterEach
  void close() {
    LOGGER.removeHandler(handler);
    driver.close();
    assertThat(guests()).isBlank();
  }

  /** An emulator that does {@code script} with QEMU's arguments once it is to run a guest. */
  private Accelerator probe(String script) throws IOException {
    return probe(script, Duration.ofMinutes(2));
  }

  private Accelerator probe(String script, Duration patience) throws IOException {
    return probe(emulator(script), patience);
  }

  private Accelerator probe(Path emulator, Duration patience) {
    return driver.probe("<emulator>" + emulator + "</emulator>", patience).probe();
  }

  private Path emulator(String script) throws IOException {
    Path emulator = folder.resolve("emulator");
    Files.writeString(
        emulator,
        """
        #!/bin/bash
        case "$*" in *guest=kvmsdk-probe-*) %s ;; esac
        exec qemu-system-x86_64 "$@"
        """
            .formatted(script));
    Files.setPosixFilePermissions(emulator, PosixFilePermissions.fromString("rwxr-xr-x"));
    return emulator;
  }

  /** What the probe sees is a guest of the type kvm that runs. */
  @Test
  void kvm_whereTheGuestRuns() throws IOException {
    assertThat(probe(AS_TCG)).isEqualTo(Accelerator.KVM);
    assertThat(warnings).isEmpty();
  }

  @Test
  void tcg_whereTheGuestDies_withAWarningThatSaysWhy() throws IOException {
    // Not before libvirt has reached its monitor: else it tells of that alone.
    String reached = "(( $(grep -c 'monitor.sock' /proc/net/unix) > 1 ))";
    assertThat(
            probe(
                "echo KVM_SET_MSRS failed >&2; until " + reached + "; do sleep 0.05; done; exit 1"))
        .isEqualTo(Accelerator.TCG);

    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("WARNING " + host.uri() + ": KVM cannot be used")
        .contains("KVM_SET_MSRS failed");
  }

  @Test
  void tcg_whereTheGuestIsKilled() throws IOException {
    String dies = "timeout --signal=KILL 0.3 qemu-system-x86_64 \"$@\"; exit 1";

    assertThat(probe(AS_TCG + dies)).isEqualTo(Accelerator.TCG);
    assertThat(warnings).singleElement().asString().contains("a guest does not run under it");
  }

  @Test
  void tcg_whereTheGuestNeverStarts() throws IOException {
    Path emulator = emulator("exec sleep 1000");
    letLibvirtAskWhatItCan(emulator);

    assertThat(probe(emulator, Duration.ofSeconds(2))).isEqualTo(Accelerator.TCG);

    assertThat(warnings).singleElement().asString().contains("its start took longer than 2.0 s");
  }

  /** It does so before it starts a guest, and that takes seconds. */
  private void letLibvirtAskWhatItCan(Path emulator) {
    driver.domainCapabilitiesXml(
        new GuestKind(
            Optional.of(emulator.toString()), Optional.of("x86_64"), Optional.empty(), "kvm"));
  }

  /** As where libvirt has yet to find out what its emulator can do. */
  @Test
  void aGuest_isEnded_alsoWhereItStartsOnceItWasGivenUp() throws Exception {
    String asked = "*-no-user-config*) while [ ! -e %1$s/go ]; do sleep 0.05; done";
    String script = (AS_TCG + "touch %1$s/started ;; " + asked).formatted(folder);

    assertThat(probe(script, Duration.ofMillis(100))).isEqualTo(Accelerator.TCG);
    Files.createFile(folder.resolve("go"));

    driver
        .pacer()
        .await(
            Subject.of("guest", "of the probe"),
            "waiting for its end",
            Duration.ofMinutes(2),
            () -> Optional.of(guests()).filter(g -> g.isBlank() && started()),
            QemuAcceleratorTest::guests);
  }

  private boolean started() {
    return Files.exists(folder.resolve("started"));
  }

  private static String guests() {
    return host.virsh("list", "--all", "--name").orFail().output();
  }

  @Test
  void theVerdict_isKeptForTheHost_whateverTheConnection() {
    Accelerator first = driver.usableAccelerator();
    warnings.clear();
    try (LibvirtDriver second = LibvirtDriver.connect(host.uri())) {
      assertThat(second.usableAccelerator()).isEqualTo(first);
    }

    assertThat(warnings).isEmpty();
  }
}
