package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.testkit.ovsdb.FakeOvsdbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is compiled and run, on the fake host. */
class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /** What is not on this machine. */
  private static final Pattern ELSEWHERE = Pattern.compile("ssl:|10\\.0\\.0\\.|ssh\\(");

  /** What the blocks on Open vSwitch take for granted. */
  private static final String GIVEN =
      """
      OvsdbClient client = OvsdbClient.connect(OvsdbEndpoint.parse("%1$s"), Duration.ofSeconds(10));
      OvsdbDatabase database = client.database("Open_vSwitch");
      OpenVSwitch ovs = OpenVSwitch.of(database);
      BridgeSpec bridge = BridgeSpec.builder().name("br1").build();
      Operation operation = new Operation.Comment("maintenance");
      Secret secret = Secret.of("a secret of at least sixteen letters");
      Map<String, HostShell> shells = Map.of();
      TunnelMesh mesh = TunnelMesh.of(m -> m.bridge("br1")
          .addHost("kvm1", "tcp:127.0.0.1:1", "127.0.0.1").addHost("kvm2", "tcp:127.0.0.2:1", "127.0.0.2"));
      boolean reachable(String host) { return true; }
      ovs.apply(b -> { b.name("given"); for (int i = 0; i < 4; i++) b.addPort("p" + i, InterfaceType.internal()); });
      """;

  @TempDir Path folder;

  @Test
  void javaCode_runsOnTheFakeHost() throws IOException {
    SampleInstaller.write(folder.resolve("debian-12-netinst.iso"));
    Files.write(folder.resolve("golden.img"), new byte[4096]);
    BootableDisk.write(folder.resolve("debian-12.qcow2"));

    try (Scripting shell = new Scripting()) {
      shell.run("import org.junit.jupiter.api.Test;");
      shell.run("import static org.junit.jupiter.api.Assertions.assertEquals;");
      javaBlocks("README.md").forEach(block -> shell.run(onTheFakeHost(block)));
      shell.run("new WebServerTest().install_givesTheGuestAnAddress();");
      assertThat(shell.output())
          .contains("CREATE    domain 'web'")
          .containsPattern("\n192[.]168[.]");
    }

    assertThat(folder.resolve("web.iso")).isNotEmptyFile();
    assertThat(folder.resolve("web-installer.qcow2")).isNotEmptyFile();
    assertThat(folder.resolve("edited.iso")).isNotEmptyFile();
    assertThat(folder.resolve("clone-100.qcow2")).isNotEmptyFile();
    assertThat(folder.resolve("alone.qcow2")).isNotEmptyFile();
  }

  @Test
  void javaCodeOfTheIsoEngine_runs() throws IOException {
    SampleInstaller.write(folder.resolve("debian-12-netinst.iso"));

    try (Scripting shell = new Scripting()) {
      javaBlocks("kvm-sdk-iso/README.md").forEach(block -> shell.run(onTheFakeHost(block)));
      assertThat(shell.output()).contains("/boot/grub/grub.cfg");
    }

    assertThat(folder.resolve("unpacked/isolinux.cfg")).isNotEmptyFile();
    assertThat(folder.resolve("web.qcow2")).isNotEmptyFile();
    assertThat(folder.resolve("web-full.iso")).isNotEmptyFile();
    assertThat(folder.resolve("seed.iso")).isNotEmptyFile();
  }

  /** Those that need a cluster, other hosts or a host's shell are compiled only. */
  @Test
  void javaCodeOfOpenVSwitch_runsOnTheFakeServer() {
    List<String> blocks = javaBlocks("kvm-sdk-ovs/README.md");

    try (Scripting shell = new Scripting()) {
      shell.run("import io.kvmsdk.testkit.ovsdb.*;");
      shell.run("import static org.junit.jupiter.api.Assertions.assertEquals;");
      blocks.forEach(block -> runOnTheFakeServer(shell, block));
    }
  }

  private static void runOnTheFakeServer(Scripting shell, String block) {
    try (FakeOvsdbServer server = FakeOvsdbServer.openVSwitch()) {
      shell.run(GIVEN.formatted(server.endpoint()));
      String code = block.replace("unix:/run/openvswitch/db.sock", server.endpoint());
      shell.run("void block() throws Exception {\n" + code + "}");
      if (!ELSEWHERE.matcher(code).find()) {
        shell.run("block();");
      }
      shell.run("client.close();");
    }
  }

  @Test
  void coordinates_areThoseOfTheBuild() {
    String pom = Scripting.read(Scripting.ROOT.resolve("pom.xml"));
    String version = pom.replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");

    assertThat(readme()).contains("<version>" + version + "</version>");
  }

  @Test
  void message_isAsTheSdkWritesIt() {
    try (Hypervisor kvm = Kvm.connect("fake:///")) {
      assertThatThrownBy(() -> kvm.networks().get("lab"))
          .satisfies(e -> assertThat(readme()).contains(e.getMessage()));
    }
  }

  private static String readme() {
    return read("README.md");
  }

  private static String read(String file) {
    return Scripting.read(Scripting.ROOT.resolve(file));
  }

  private static List<String> javaBlocks(String file) {
    return JAVA.matcher(read(file)).results().map((MatchResult r) -> r.group(1)).toList();
  }

  private String onTheFakeHost(String code) {
    return code.replace("qemu:///system", "fake:///")
        .replace("Path.of(\"", "Path.of(\"" + folder + "/");
  }
}
