package io.kvmsdk.libvirt.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.Console;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.domain.FrozenFileSystems;
import io.kvmsdk.domain.GuestAgent;
import io.kvmsdk.domain.GuestFileSystem;
import io.kvmsdk.domain.Screenshot;
import io.kvmsdk.error.GuestAgentException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.provision.SpawnSpec;
import io.kvmsdk.testkit.fixture.GoldenFixtures;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Secret;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Console, screen and guest agent of a real Debian under TCG; virsh sees the same. */
@Tag("boot")
@RequiresQemu
@RequiresTool(
    value = {"mmdebstrap", "--version"},
    debianPackage = "mmdebstrap")
class GuestBootTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String PASSWORD = "kvmsdk pass 'word'";

  @TempDir Path folder;

  private GoldenHost host;
  private Domain domain;
  private GuestAgent agent;

  @BeforeEach
  void open() {
    host = new GoldenHost();
  }

  @AfterEach
  void removeWhatIsLeft() {
    host.close();
  }

  private static String virsh(String... command) {
    Object[] words = new Object[command.length + 3];
    words[0] = "virsh";
    words[1] = "-c";
    words[2] = "qemu:///system";
    System.arraycopy(command, 0, words, 3, command.length);
    return Tool.run(words).orFail().output();
  }

  @Test
  void guest_isReached_byConsole_screen_andAgent() throws IOException {
    boot();

    checkAgent();
    checkPrograms();
    checkFiles();
    checkFreezing();
    checkScreen();
    checkConsole();
  }

  private void boot() {
    domain =
        Provision.on(host.kvm)
            .golden("debian")
            .from(GoldenFixtures.lite())
            .pool(host.run)
            .generalize(Generalize.NONE)
            .publish()
            .planSpawn(
                SpawnSpec.builder()
                    .domain(
                        host.machine(folder.resolve("console"))
                            .network(host.run)
                            .addRawDevice("<video><model type='vga'/></video>")
                            .build())
                    .diskSize(ByteSize.gib(3))
                    .cloudInit(c -> c.addAuthorizedKey(GoldenHost.KEY))
                    .build())
            .apply()
            .domain();
    agent = domain.agent();
    host.said(folder.resolve("console"), 1);
    agent.waitUntilReady(LONG);
  }

  private void checkAgent() {
    assertThat(agent.hostname()).isEqualTo(host.run);
    assertThat(virsh("domhostname", host.run, "--source", "agent").strip()).isEqualTo(host.run);
    assertThat(agent.info().os().orElseThrow().id()).isEqualTo("debian");
    assertThat(virsh("guestinfo", host.run, "--os"))
        .contains(agent.info().os().orElseThrow().prettyName());
    assertThat(agent.info().disks()).contains("/dev/vda");
    List<GuestFileSystem> fileSystems = agent.fileSystems();
    assertThat(fileSystems)
        .anySatisfy(
            f -> {
              assertThat(f.mountPoint()).isEqualTo("/");
              assertThat(f.type()).isEqualTo("ext4");
              assertThat(f.disks()).containsExactly("vda");
            });
    assertThat(virsh("domfsinfo", host.run)).contains(fileSystems.get(0).device());
    assertThat(agent.time())
        .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(300));
    assertThat(agent.authorizedKeys("root")).contains(GoldenHost.KEY);
    agent.addAuthorizedKeys("root", List.of("ssh-ed25519 BBBB another"));
    assertThat(agent.authorizedKeys("root"))
        .containsExactlyInAnyOrder(GoldenHost.KEY, "ssh-ed25519 BBBB another");
    assertThat(domain.addresses(AddressSource.AGENT)).isNotEmpty();
    agent.trim();
  }

  private void checkPrograms() {
    ExecResult upper =
        agent.exec(e -> e.addCommand("tr", "a-z", "A-Z").input("hello".getBytes(UTF_8)));
    assertThat(upper.output()).isEqualTo("HELLO");
    assertThat(upper.succeeded()).isTrue();
    ExecResult failed =
        agent.exec(
            e ->
                e.addCommand("sh", "-c", "echo \"$A\"; echo oops >&2; exit 7")
                    .putEnvironment("A", "ü b"));
    assertThat(failed.exitCode()).hasValue(7);
    assertThat(failed.output()).isEqualTo("ü b\n");
    assertThat(failed.errors()).isEqualTo("oops\n");
    assertThat(agent.exec("sh", "-c", "kill -9 $$").signal()).hasValue(9);
    assertThatThrownBy(
            () -> agent.exec(e -> e.addCommand("sleep", "60").timeout(Duration.ofSeconds(1))))
        .isInstanceOf(TimedOutException.class);
    assertThatThrownBy(() -> agent.exec("/no/such/program"))
        .isInstanceOf(GuestAgentException.class)
        .hasMessageContaining("guest-exec");
  }

  private void checkFiles() {
    byte[] content = new byte[600_000];
    new Random(1).nextBytes(content);

    agent.writeFile("/var/tmp/blob", content);

    assertThat(agent.readFile("/var/tmp/blob")).isEqualTo(content);
    assertThat(agent.exec("stat", "-c", "%s", "/var/tmp/blob").output()).isEqualTo("600000\n");
    assertThatThrownBy(() -> agent.readFile("/no/such/file"))
        .isInstanceOf(GuestAgentException.class);
  }

  private void checkFreezing() {
    try (FrozenFileSystems frozen = agent.freeze()) {
      assertThat(frozen.count()).isPositive();
      assertThat(agent.command("{\"execute\":\"guest-fsfreeze-status\"}")).contains("frozen");
      assertThatThrownBy(() -> agent.exec("true"))
          .isInstanceOf(KvmException.class)
          .hasMessageContaining("thaw");
    }
    assertThat(agent.exec("sync").succeeded()).isTrue();
  }

  private void checkScreen() throws IOException {
    Screenshot screen = domain.screenshot();
    screen.writePng(folder.resolve("screen.png"));
    BufferedImage image = ImageIO.read(folder.resolve("screen.png").toFile());
    assertThat(image.getWidth()).isEqualTo(screen.width());
    assertThat(image.getHeight()).isEqualTo(screen.height());
    assertThat(ImageIO.read(new ByteArrayInputStream(screen.png()))).isNotNull();
  }

  /** Logs in with the password that the agent has set. */
  private void checkConsole() throws IOException {
    agent.setPassword("root", Secret.of(PASSWORD));
    try (Console console = domain.console()) {
      console.sendLine("");
      console.expect("login: ", LONG);
      console.sendLine("root");
      console.expect("assword: ", LONG);
      console.sendLine(PASSWORD);
      console.expect(Pattern.compile("root@\\S+# "), LONG);
      console.sendLine("echo $((6 * 7))-$(stat -c %s /var/tmp/blob)");
      console.expect("42-600000", LONG);

      agent.shutdown();

      assertThat(console.input().readAllBytes()).isNotEmpty();
    }
    domain.waitUntil(DomainState.SHUTOFF, LONG);
  }
}
