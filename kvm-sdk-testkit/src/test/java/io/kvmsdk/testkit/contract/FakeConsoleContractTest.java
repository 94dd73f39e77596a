package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.Console;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.testkit.FakeGuest;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FakeConsoleContractTest extends ConsoleContract {
  private FakeHypervisor host;

  @Override
  protected FakeHypervisor connect() {
    host =
        FakeHypervisor.builder()
            .guest(
                FakeGuest.builder()
                    .console("kvmsdk ready\n")
                    .channelReply("serial0", FakeConsoleContractTest::reply)
                    .build())
            .build();
    return host;
  }

  @Override
  protected Domain guest() {
    return kvm.domains()
        .define(d -> d.name(run).memory(ByteSize.mib(64)).consoleLog("/var/log/" + run));
  }

  @Override
  protected Domain silent() {
    return kvm.domains()
        .defineXml(
            "<domain type='qemu'><name>"
                + run
                + "-s</name><memory unit='MiB'>16</memory></domain>");
  }

  @Override
  protected void powerOff(Console console) {
    kvm.domains().get(run).destroy();
  }

  private static byte[] reply(byte[] bytes) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    for (byte b : bytes) {
      if (b == 1) {
        said.writeBytes(ALL_BYTES);
      } else {
        said.write(b >= 'a' && b <= 'z' ? b - 32 : b);
      }
    }
    return said.toByteArray();
  }

  @Test
  void scriptedGuest_asksForALogin_inItsOwnTime() throws Exception {
    host.guest(
        run,
        FakeGuest.builder()
            .consoleAfter(Duration.ofSeconds(40), "login: ")
            .consoleReply(line -> line.equals("root") ? "# " : "login: ")
            .build());
    Domain domain = guest();
    domain.start();

    try (Console console = domain.console()) {
      console.expect("login: ", Duration.ofMinutes(1));
      console.sendLine("root");
      console.expect("# ", Duration.ofSeconds(1));
    }

    assertThat(host.clock().elapsed()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(45));
    assertThat(Files.readString(host.file("/var/log/" + run))).isEqualTo("login: # ");
  }
}
