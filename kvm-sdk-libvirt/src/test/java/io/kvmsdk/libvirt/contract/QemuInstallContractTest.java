package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.Subject;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.media.Media;
import io.kvmsdk.provision.Installed;
import io.kvmsdk.testkit.contract.InstallContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job on real libvirt and QEMU: a small installer that really installs, under TCG, on a
 * network and in a pool of the contract's own.
 */
@Tag("boot")
@RequiresQemu
@RequiresTool(
    value = {"xorriso", "--version"},
    debianPackage = "xorriso")
class QemuInstallContractTest extends InstallContract {
  private static final Duration TO_PRINT = Duration.ofMinutes(2);

  /** The last one of a log may still be on its way. */
  private static final Pattern WHOLE_READY_LINE = Pattern.compile(".*MINI-READY.*\\R");

  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected void checkHostAfterwards() {
    assertThat(Path.of(poolFolder(pool))).doesNotExist();
  }

  @Override
  protected DomainSpec domain(String name) {
    return super.domain(name).toBuilder().consoleLog(consoleLog(name).toString()).build();
  }

  private Path consoleLog(String name) {
    return folder.resolve(name + ".log");
  }

  @Override
  protected Media installer(String domain) {
    return MiniInstaller.unattended(domain);
  }

  @Override
  protected Media stuckInstaller() {
    return MiniInstaller.asking();
  }

  @Override
  protected void checkInstalled(Installed installed) {
    String name = installed.domain().name();
    String ready =
        kvm.pacer()
            .await(
                Subject.of("domain", name),
                "waiting for its console",
                TO_PRINT,
                () -> readyLine(consoleLog(name)),
                () -> "Look at the console's log");
    assertThat(ready)
        .contains("hostname=" + MiniInstaller.hostname(name))
        .contains("ip=" + installed.address().orElseThrow().getHostAddress())
        .contains("marker=" + MiniInstaller.marker(name));
  }

  private static Optional<String> readyLine(Path log) {
    try {
      return WHOLE_READY_LINE
          .matcher(Files.readString(log, StandardCharsets.ISO_8859_1))
          .results()
          .map(MatchResult::group)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
