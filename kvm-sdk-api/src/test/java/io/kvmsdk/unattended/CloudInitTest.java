package io.kvmsdk.unattended;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudInitTest {
  private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB me@desk";
  private static final MacAddress MAC = MacAddress.of("52:54:00:12:34:56");

  @TempDir Path folder;

  private static CloudInit seed(Consumer<CloudInit.Builder> spec) {
    CloudInit.Builder builder = CloudInit.builder();
    spec.accept(builder);
    return builder.build();
  }

  @Test
  void userData_holdsTheKeysOfCloudInitsModules() {
    CloudInit seed =
        seed(
            s ->
                s.hostname("web.example.org")
                    .addAuthorizedKey(KEY)
                    .rootLogin(true)
                    .timezone("Europe/Berlin")
                    .packages("nginx")
                    .file("/etc/motd", "Hello,\n\"you\"\n")
                    .addRunCommand("systemctl enable --now nginx"));

    assertThat(seed.userData())
        .isEqualTo(
            """
            #cloud-config
            preserve_hostname: false
            hostname: "web"
            fqdn: "web.example.org"
            ssh_deletekeys: true
            disable_root: false
            ssh_authorized_keys:
              - "%s"
            timezone: "Europe/Berlin"
            package_update: true
            packages:
              - "nginx"
            write_files:
              - path: "/etc/motd"
                permissions: "0644"
                owner: "root:root"
                content: "Hello,\\n\\"you\\"\\n"
            runcmd:
              - "systemctl enable --now nginx"
            """
                .formatted(KEY));
  }

  @Test
  void userData_givesTheKeysToTheUsers_whenThereAreAny() {
    CloudInit seed =
        seed(
            s ->
                s.addAuthorizedKey(KEY)
                    .user("ada", Password.crypted("$6$salt$hash"))
                    .rootPassword(Password.plain("s3cret")));

    assertThat(seed.userData())
        .contains("    passwd: \"$6$salt$hash\"\n", "    lock_passwd: false\n")
        .contains("    ssh_authorized_keys:\n      - \"" + KEY + "\"\n")
        .doesNotContain("\nssh_authorized_keys")
        .contains("    - name: \"root\"\n      password: \"s3cret\"\n      type: \"text\"\n");
    assertThat(seed.toString()).doesNotContain("s3cret", "$6$salt");
  }

  @Test
  void settings_replaceWhatFollowsFromTheAttributes() {
    CloudInit seed =
        seed(
            s ->
                s.timezone("Europe/Berlin")
                    .putSetting("timezone", "Asia/Tokyo")
                    .putSetting("ntp", Map.of("enabled", true)));

    assertThat(seed.userData())
        .contains("timezone: \"Asia/Tokyo\"\n", "ntp:\n  enabled: true\n")
        .doesNotContain("Berlin");
  }

  @Test
  void metaData_namesTheMachine() {
    assertThat(seed(s -> s.hostname("web").instanceId("one")).metaData())
        .isEqualTo("instance-id: \"one\"\nlocal-hostname: \"web\"\n");
  }

  @Test
  void instanceId_isAnother_whenAnythingElseIs() {
    CloudInit seed = seed(s -> s.hostname("web"));

    assertThat(seed.metaData()).isEqualTo(seed(s -> s.hostname("web")).metaData());
    assertThat(seed.metaData().lines().toList().get(0))
        .isNotEqualTo(
            seed.toBuilder().addRunCommand("true").build().metaData().lines().toList().get(0))
        .isNotEqualTo(
            seed.toBuilder()
                .addEthernet(Ethernet.dhcp(MAC))
                .build()
                .metaData()
                .lines()
                .toList()
                .get(0));
  }

  @Test
  void networkConfig_isInVersion2_knowingCardsByTheirMac() {
    Cidr address = Cidr.of("10.0.0.7/24");
    Ethernet fixed =
        Ethernet.fixed(MAC, address, address.host(1)).toBuilder()
            .addNameserver(address.host(2))
            .addSearchDomain("example.org")
            .build();

    assertThat(seed(s -> s.addEthernet(fixed)).networkConfig())
        .contains(
            """
            version: 2
            ethernets:
              eth0:
                match:
                  macaddress: "52:54:00:12:34:56"
                set-name: "eth0"
                dhcp4: false
                addresses:
                  - "10.0.0.7/24"
                routes:
                  - to: "0.0.0.0/0"
                    via: "10.0.0.1"
                nameservers:
                  addresses:
                    - "10.0.0.2"
                  search:
                    - "example.org"
            """);
    assertThat(seed(s -> s.hostname("web")).networkConfig()).isEmpty();
  }

  @Test
  void check_tellsAllThatIsWrong() {
    assertThatThrownBy(
            () ->
                seed(
                    s ->
                        s.hostname("not_a_name")
                            .addAuthorizedKey("no key")
                            .user("Root", Password.plain(" "))
                            .packages("UPPER")
                            .addFile(new SeedFile("relative", "", "rw-r--r--", "root:root"))
                            .addEthernet(Ethernet.dhcp(MAC))
                            .addEthernet(Ethernet.dhcp(MAC))
                            .putSetting("odd", new Object())))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContainingAll(
            "not_a_name", "no key", "Root", "UPPER", "relative", "rw-r--r--", "MAC", "odd");
  }

  @Test
  void ethernet_isRefused_whenItsGatewayIsOutOfReach() {
    Cidr address = Cidr.of("10.0.0.7/24");

    assertThatThrownBy(() -> Ethernet.fixed(MAC, address, Cidr.of("10.0.1.1/24").address()))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("none of the networks");
  }

  /** Texts that unquoted YAML would take for something else, and random ones. */
  @Test
  @RequiresTool(
      value = {"python3", "-c", "import yaml"},
      debianPackage = "python3-yaml")
  void userData_isReadByAnotherParserAsItWasMeant() throws IOException {
    List<String> texts =
        List.of(
            "yes",
            "~",
            "1e3",
            "",
            " x ",
            "- a",
            "a: b",
            "#no",
            "tab\there",
            "\\n",
            "\u2028\u0085",
            "\uD83D\uDE00 ä€",
            "\u0000\u001b\u007f",
            "'single' \"double\"",
            "line\nnext\r\n",
            "\uFEFFbom",
            "%TAG",
            "&a *b !c",
            "{{ template }}",
            randomText());
    CloudInit seed = seed(s -> s.bootCommands(texts).putSetting("nested", nested(texts)));
    Path file = Files.writeString(folder.resolve("user-data"), seed.userData());

    String read =
        Tool.run(
                "python3",
                "-c",
                """
                import sys, yaml
                d = yaml.safe_load(open(sys.argv[1], encoding='utf-8'))
                assert d['nested']['list'][1]['b'] == d['bootcmd'], 'nested differs'
                print(' '.join(t.encode('utf-8').hex() or '-' for t in d['bootcmd']))
                """,
                file)
            .orFail()
            .output()
            .strip();

    assertThat(read).isEqualTo(String.join(" ", texts.stream().map(CloudInitTest::hex).toList()));
  }

  private static Map<String, Object> nested(List<String> texts) {
    return Map.of("list", List.of(Map.of("a", List.of()), Map.of("b", texts), List.of("x", 1)));
  }

  private static String hex(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return bytes.length == 0 ? "-" : java.util.HexFormat.of().formatHex(bytes);
  }

  private static String randomText() {
    return new Random(4)
        .ints(2000, 0, 0x110000)
        .filter(c -> c < 0xd800 || c > 0xdfff)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
