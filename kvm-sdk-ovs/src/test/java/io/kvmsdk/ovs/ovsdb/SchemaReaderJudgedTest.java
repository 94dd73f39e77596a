package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas that Debian ships, as we read them and as {@code ovsdb-client} does. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class SchemaReaderJudgedTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** Open vSwitch's own, and OVN's where ovn-common is installed. */
  static List<Arguments> schemas() {
    return Stream.of(
            "/usr/share/openvswitch/vswitch.ovsschema",
            "/usr/share/openvswitch/local-config.ovsschema",
            "/usr/share/ovn/ovn-nb.ovsschema",
            "/usr/share/ovn/ovn-sb.ovsschema")
        .map(Path::of)
        .filter(Files::isReadable)
        .map(file -> arguments(file))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void schema_ofDebian_hasTheColumnsThatOvsdbClientLists(Path file) throws IOException {
    try (OvsdbServer server = OvsdbServer.start(folder, file);
        OvsdbClient client = OvsdbClient.connect(server.unix(), TIMEOUT)) {
      for (String name : client.listDatabases()) { // _Server too
        DatabaseSchema schema = client.database(name).schema();
        assertThat(columns(schema)).isEqualTo(listed(server, name));
        assertThat(schema.version()).isEqualTo(version(server, name));
      }
    }
  }

  private static Set<String> columns(DatabaseSchema schema) {
    return schema.tables().values().stream()
        .flatMap(
            table ->
                Stream.concat(table.columns().keySet().stream(), Stream.of("_uuid", "_version"))
                    .map(column -> table.name() + "," + column))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> listed(OvsdbServer server, String database) {
    return Tool.run(
            "ovsdb-client", "-f", "csv", "--no-headings", "list-columns", server.unix(), database)
        .orFail()
        .output()
        .lines()
        .map(line -> line.split(",")[0] + "," + line.split(",")[1])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String version(OvsdbServer server, String database) {
    return Tool.run("ovsdb-client", "get-schema-version", server.unix(), database)
        .orFail()
        .output()
        .strip();
  }

  @Test
  void openVswitch_hasTheTypesOfItsManual() throws IOException {
    try (OvsdbServer server = OvsdbServer.start(folder, OvsdbServer.OPEN_VSWITCH);
        OvsdbClient client = OvsdbClient.connect(server.unix(), TIMEOUT)) {
      DatabaseSchema schema = client.database("Open_vSwitch").schema();
      TableSchema port = schema.table("Port").orElseThrow();
      assertThat(port.indexes()).containsExactly(List.of("name"));
      assertThat(port.root()).isFalse();
      ColumnType tag = port.column("tag").orElseThrow().type();
      assertThat(tag.isOptional()).isTrue();
      assertThat(tag.key().least()).contains(0L);
      assertThat(tag.key().most()).contains(4095L);
      ColumnType mode = port.column("vlan_mode").orElseThrow().type();
      assertThat(mode.key().allowed()).contains(new Atom.Text("native-untagged"));
      ColumnType interfaces = port.column("interfaces").orElseThrow().type();
      assertThat(interfaces.key().refTable()).contains("Interface");
      assertThat(interfaces.key().strongRef()).isTrue();
      assertThat(interfaces.min()).isEqualTo(1);
      assertThat(interfaces.max()).isEqualTo(Long.MAX_VALUE);
      assertThat(port.column("name").orElseThrow().mutable()).isFalse();
      assertThat(port.column("statistics").orElseThrow().ephemeral()).isTrue();
      TableSchema root = schema.table("Open_vSwitch").orElseThrow();
      assertThat(root.maxRows()).isEqualTo(1);
      assertThat(root.root()).isTrue();
      ColumnType queues = schema.table("QoS").orElseThrow().column("queues").orElseThrow().type();
      assertThat(queues.isMap()).isTrue();
      assertThat(queues.value().orElseThrow().refTable()).contains("Queue");
      ColumnType select =
          schema.table("Mirror").orElseThrow().column("select_src_port").orElseThrow().type();
      assertThat(select.key().strongRef()).isFalse();
    }
  }
}
