package io.kvmsdk.ovs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Calls of ovs-vsctl about records of all tables, and about keys and values that need quotes. None
 * prints UUIDs: ovs-vsctl has provisional ones for rows that its own call makes.
 */
final class RandomRecords {
  private final RandomVsctl any;

  RandomRecords(RandomVsctl any) {
    this.any = any;
  }

  @SafeVarargs
  private List<String> one(Supplier<List<String>>... choices) {
    return choices[any.below(choices.length)].get();
  }

  private String key() {
    return any.one("a", "b", "\"a:b\"", "a\\:b", "\"a=b\"", "a\\ b", "\"\"", "", "5", "\u00e4");
  }

  private String value() {
    return any.one("1", "\"a,b\"", "a\\,b", "x y", "\"\\n\"", "[", "a\\", "1e3", "\u00e4");
  }

  List<String> keys() {
    String setting = "other_config:" + key();
    return one(
        () -> any.words("set", "port", any.port(), setting + "=" + value()),
        () -> any.words("get", "port", any.port(), setting),
        () -> any.words("remove", "port", any.port(), "other_config", key(), keysOrPairs()),
        () -> any.words("add", "port", any.port(), "other_config", key() + "=v", "a=2"),
        () -> any.words("--columns=name", "find", "port", setting + relation()),
        () -> any.words("set", "bridge", any.bridge(), "external_ids:" + key() + "=" + value()),
        () -> any.words("wait-until", "port", any.port(), any.one("tag=5", setting + "{=}[]")));
  }

  private String keysOrPairs() {
    return any.one("a", "b=1", "{a,b}", "[a]");
  }

  private String relation() {
    return any.one("=", "!=", "{<=}", "{>}", "{in}", "<")
        + any.one("1", "v", "[1,v]", "[]", "\"\"");
  }

  /** The words of {@code --id=@r create TABLE SETTING… -- VERB TABLE BRIDGE …@r}. */
  private List<String> made(String table, String setting, String verb, String... use) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--", "--id=@r", "create", table, setting));
    words.addAll(List.of("--", verb, "bridge", any.bridge()));
    words.addAll(List.of(use));
    return words;
  }

  List<String> references() {
    String targets = "targets=" + any.one("\"192.0.2.1:5\"", "\"a\",\"b\"", "[]", "192.0.2.1:5");
    String limit = "flow_limit=" + any.one("5", "[]", "-1");
    return one(
        () -> made(any.one("netflow", "NetFlow"), targets, "set", "netflow=@r"),
        () -> made(any.one("sflow", "sf"), targets, "set", "sflow=@r"),
        () -> made("flow-table", limit, "set", "flow_tables" + any.one(":1=@r", "=1=@r")),
        () ->
            made("flow_table", "name=f", "add", "flow_tables", any.one("0=@r", "254=@r", "255=@r")),
        this::samples,
        this::mirror,
        () -> any.words("--if-exists", "destroy", table(), any.one("m0", "b0", "p0", "none", "f")),
        () -> any.words("--all", "destroy", any.one("mirror", "qos", "queue", "netflow", "port")),
        () -> any.words("remove", "bridge", any.bridge(), "protocols", any.one("OpenFlow13", "b0")),
        () -> any.words("remove", "bridge", any.bridge(), "flow_tables", any.one("1", "0", "x")),
        () -> any.words("clear", "bridge", any.bridge(), any.one("netflow", "sflow"), "mirrors"));
  }

  private List<String> samples() {
    return any.words(
        "--",
        "--id=@i",
        "create",
        "ipfix",
        "targets=x",
        "--",
        "create",
        "Flow_Sample_Collector_Set",
        "id=" + any.one("1", "2"),
        "bridge=@b",
        "ipfix=@i",
        "--",
        "--id=@b",
        "get",
        "bridge",
        any.bridge());
  }

  private List<String> mirror() {
    return any.words(
        "--",
        "--id=@p",
        "get",
        "port",
        any.port(),
        "--",
        "--id=@m",
        "create",
        "mirror",
        "name=m2",
        any.one("select_dst_port=@p", "select_src_port=@p", "output_port=@p"),
        "--",
        "add",
        "bridge",
        any.bridge(),
        "mirrors",
        "@m");
  }

  private String table() {
    return any.one(
        "mirror",
        "netflow",
        "sflow",
        "ipfix",
        "flow_table",
        "queue",
        "qos",
        "Flow_Sample_Collector_Set",
        "ssl",
        "controller",
        "manager");
  }

  List<String> queries() {
    return one(
        () -> any.words("--columns=external_ids", "list", table()),
        () -> any.words("--columns=name", "list", any.one("bridge", "interface", "port")),
        () -> any.words("get", table(), any.one("p0", "b0", "1", "f"), "external_ids", "name"),
        () -> any.words("set", table(), any.one("p0", "b0", "."), "external_ids:a=b"),
        () -> any.words(any.one("init", "comment"), "hello"),
        () ->
            any.words(
                "add", "bridge", any.bridge(), "protocols", any.one("OpenFlow10", "[]", "x")));
  }
}
