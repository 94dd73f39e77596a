package io.kvmsdk.ovs;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Makes calls of ovs-vsctl, right and wrong ones, on few names, so that they meet each other. */
final class RandomVsctl {
  /**
   * Of {@code set … options:a=1 options={b=2}} ovs-vsctl 3.1 makes {a=1, b=2}, but {b=2} once the
   * column is read in the same call. A pair that {@code add} finds under its key with another value
   * it replaces where it is the only one, though its manual says that it does not. What {@code
   * add-bond-iface} adds {@code show} does not see, nor a command on zones a datapath that the same
   * call names. Of two values of one time-out {@code add-zone-tp} takes the smaller, or, where a
   * zone has the last one already, that.
   */
  private static final Pattern ODD =
      Pattern.compile(
          "(?i).*(\\b(options|other.config):\\S+=.*\\b(options|other.config)=.*"
              + "|add-bond-iface .* show|datapaths:.*(zone-tp|dp-cap)|icmp_first=.*icmp_first=).*");

  private final Random random;
  private final RandomRecords records = new RandomRecords(this);

  RandomVsctl(long seed) {
    this.random = new Random(seed);
  }

  /** The words after {@code ovs-vsctl}. */
  List<String> call() {
    List<String> words = anyCall();
    while (ODD.matcher(String.join(" ", words)).matches()) {
      words = anyCall();
    }
    return words;
  }

  private List<String> anyCall() {
    List<String> words = new ArrayList<>();
    int commands = 1 + random.nextInt(2);
    for (int i = 0; i < commands; i++) {
      words.add("--");
      words.addAll(command());
    }
    return words;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Of many choices the first half is taken more often: there are the right ones. */
  @SafeVarargs
  final <T> T one(T... choices) {
    boolean any = choices.length < 3 || random.nextInt(5) == 0;
    return choices[random.nextInt(any ? choices.length : (choices.length + 1) / 2)];
  }

  List<String> words(String... words) {
    return List.of(words);
  }

  String bridge() {
    return random.nextInt(10) == 0 ? one("v0", "p1", "none") : one("b0", "b1", "b2");
  }

  String port() {
    return random.nextInt(12) == 0 ? one("b0", "none", "v0") : one("p0", "p1", "p2", "p3");
  }

  List<String> option(String option, List<String> command) {
    if (random.nextBoolean()) {
      return command;
    }
    List<String> with = new ArrayList<>(List.of(option));
    with.addAll(command);
    return with;
  }

  private List<String> more(List<String> command, Supplier<String> word) {
    List<String> all = new ArrayList<>(command);
    IntStream.range(0, random.nextInt(3)).forEach(i -> all.add(word.get()));
    return all;
  }

  private String portSetting() {
    return one(
        "tag=" + one("5", "7", "[3]", "[]", "5000", "x", "5-6"),
        "trunks=" + one("1,2", "1-4", "[]", "9", "[1,1]", "[2,3"),
        "vlan_mode=" + one("access", "trunk", "[]", "oops"),
        "Other-Config:k=" + one("v", "\"a b\"", "\"\"", "true", "1.5", "\"q\\\"\\u00e4\""),
        "other_config=" + one("{a=1,b=2}", "{}", "a=b", "x=\"y=z\"", "a", "{a=1,a=2}"),
        "ext:a=b",
        "bond_mode=balance-slb",
        "protected=" + one("true", "no", "maybe"),
        one("t=3", "tag", "tag:5=3", "=4", "name=zz", "bond_updelay=+5", "bond_upd=x"));
  }

  private String interfaceSetting() {
    return one(
        "type=" + one("internal", "gre", "patch", "\"\""),
        "options:" + one("remote_ip", "psk", "peer") + "=" + one("192.0.2.1", "p0", "s3cret"),
        "options={" + one("", "peer=p1", "key=7, remote_ip=\"192.0.2.9\"") + "}",
        "ingress_policing_rate=" + one("10", "-1", "x"),
        "mtu_request=" + one("1400", "[]", "10"),
        "external-ids:iface-id=" + one("vm1", "\"vm 2\""));
  }

  private String bridgeSetting() {
    return one(
        "fail_mode=" + one("secure", "standalone", "[]", "odd"),
        "stp_enable=" + one("true", "off", "0"),
        "datapath_type=netdev",
        "other-config:hwaddr=\"00:00:5e:00:53:01\"",
        "protocols=" + one("OpenFlow10,OpenFlow13", "[]", "OpenFlow13", "OpenFlow99"),
        "flood_vlans=" + one("1,2,3", "[]", "4095", "4096"),
        "datapath-id=[]");
  }

  private List<String> command() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> bridges();
      case 2, 3 -> ports();
      case 4, 5 -> records();
      case 6 -> queries();
      default -> others();
    };
  }

  private List<String> bridges() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> option("--may-exist", words("add-br", bridge()));
      case 3 -> option("--if-exists", words("del-br", bridge()));
      case 4 -> option("--may-exist", words("add-br", "v0", bridge(), one("5", "7", "5000")));
      case 5 -> option("--if-exists", words("del-br", "v0"));
      case 6 -> words("br-set-external-id", bridge(), one("a", "b"), one("1", "x y"));
      default -> words("br-set-external-id", bridge(), one("a", "b"));
    };
  }

  private List<String> bondMember() {
    String member = one("i0", "i2", "i1", "p0", "b0");
    return random.nextBoolean()
        ? words("del-bond-iface", member)
        : words("del-bond-iface", port(), member);
  }

  private List<String> ports() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 ->
          more(option("--may-exist", words("add-port", bridge(), port())), this::portSetting);
      case 3 ->
          more(
              option("--may-exist", words("add-bond", bridge(), port(), "i0", one("i1", "p3"))),
              this::portSetting);
      case 4 -> option("--if-exists", words("del-port", bridge(), port()));
      case 5 -> option("--if-exists", option("--with-iface", words("del-port", one(port(), "i0"))));
      case 6 -> option("--may-exist", words("add-bond-iface", port(), one("i0", "i2", "p1")));
      default -> option("--if-exists", bondMember());
    };
  }

  private List<String> records() {
    return switch (random.nextInt(10)) {
      case 0, 1 ->
          more(words("set", one("port", "Port", "por"), port(), portSetting()), this::portSetting);
      case 2, 3 ->
          more(
              words("set", one("interface", "int"), port(), interfaceSetting()),
              this::interfaceSetting);
      case 4 ->
          more(
              option("--if-exists", words("set", one("br", "Bridge"), bridge(), bridgeSetting())),
              this::bridgeSetting);
      case 5 -> words("add", "port", port(), one("trunks", "tr"), one("1", "2,3", "4-6", "[]"));
      case 6 -> words("add", "port", port(), "other_config", one("c=d", "{e=f,g=h}", "x"));
      case 7 -> words("remove", "port", port(), "trunks", one("1", "2,3", "99"));
      case 8 -> words("remove", "port", port(), "other_config", one("a", "a=1", "{b=2}", "k"));
      default ->
          option(
              "--if-exists",
              words("clear", "port", port(), one("tag", "trunks", "other_config", "name", "t")));
    };
  }

  private List<String> queries() {
    return switch (random.nextInt(13)) {
      case 0 -> option(one("--real", "--fake"), words("list-br"));
      case 1 ->
          words(
              one("list-ports", "list-ifaces", "br-exists", "br-to-vlan", "br-to-parent"),
              bridge());
      case 2 -> words(one("port-to-br", "iface-to-br"), one(port(), "i0"));
      case 3 ->
          words("get", "port", port(), one("name", "tag", "trunks", "other_config", "ext", "t"));
      case 4 ->
          option(
              "--if-exists", words("get", "port", port(), "other_config:" + one("a", "k", "zz")));
      case 5 -> words("get", "interface", port(), "type", "options", "mtu_request");
      case 6 -> words("br-get-external-id", bridge());
      case 7 -> words("br-get-external-id", bridge(), one("a", "b"));
      case 8 ->
          option(
              "--if-exists",
              words("--columns=name,tag,trunks,other_config,vlan_mode", "list", "port", port()));
      case 9 -> words("--columns=" + one("name", "name tag", "zz", "tr,name"), "list", "port");
      case 10 ->
          words(
              "--columns=name",
              "find",
              "port",
              one("tag", "trunks", "other_config", "other_config:a", "name", "bond_updelay")
                  + one(
                      "=",
                      "!=",
                      "<",
                      ">",
                      "<=",
                      ">=",
                      "{=}",
                      "{!=}",
                      "{<}",
                      "{>}",
                      "{<=}",
                      "{>=}",
                      "{in}",
                      "{not-in}")
                  + one("5", "[]", "1", "p1", "{}", "a=1", "[1,2]"));
      case 11 ->
          words(
              "wait-until",
              one("bridge", "br"),
              "b0",
              one("name=b0", "stp_enable{in}true,false", "zz=1"));
      default -> words("show");
    };
  }

  /** For which somebody must have named a datapath. */
  private List<String> zones() {
    String datapath = one("dp", "dp", "none");
    String zone = "zone=" + one("1", "2", "70000");
    return switch (random.nextInt(6)) {
      case 0, 1 ->
          option(
              "--may-exist",
              words(
                  "add-zone-tp",
                  datapath,
                  zone,
                  "icmp_first=" + one("3", "4", "-1"),
                  one("tcp_close=5", "icmp_first=4", "oops=1")));
      case 2 -> option("--if-exists", words("del-zone-tp", datapath, zone));
      case 3 -> words("list-zone-tp", datapath);
      case 4 -> words("list-dp-cap", datapath);
      default ->
          words(
              "set",
              "open",
              ".",
              "datapaths:dp=@d",
              "--",
              "--id=@d",
              "create",
              "datapath",
              "capabilities:" + one("a", "b") + "=1");
    };
  }

  private List<String> others() {
    return switch (random.nextInt(26)) {
      case 18, 19, 20 -> records.keys();
      case 21, 22, 23 -> records.references();
      case 24 -> records.queries();
      case 12, 13 -> zones();
      case 14 ->
          words(
              one("add-aa-mapping", "del-aa-mapping"),
              bridge(),
              one("1", "20", "99999999"),
              one("5", "6", "5000"));
      case 15 -> words("get-aa-mapping", bridge());
      case 16 -> option("--bootstrap", words("set-ssl", one("/k", "/l"), "/c", "/a"));
      case 17 -> words(one("get-ssl", "del-ssl"));
      case 0 ->
          words("set-controller", bridge(), "tcp:192.0.2.1", one("ssl:192.0.2.2:6653", "ptcp:1"));
      case 1 -> words(one("get-controller", "del-controller"), bridge());
      case 2 -> words("set-fail-mode", bridge(), one("secure", "standalone", "x"));
      case 3 -> words(one("get-fail-mode", "del-fail-mode"), bridge());
      case 4 -> words("--inactivity-probe=3000", "set-manager", "ptcp:6640", "ptcp:6641");
      case 5 -> words(one("get-manager", "del-manager"));
      case 6 -> qos();
      case 7 ->
          words(
              "--",
              "--id=@m",
              "create",
              "mirror",
              "name=" + one("m0", "m1"),
              "select_all=true",
              "output_vlan=" + one("9", "9000"),
              "--",
              "add",
              "bridge",
              bridge(),
              "mirrors",
              "@m");
      case 8 ->
          words("destroy", one("port", "interface", "bridge", "mirror"), one("p0", "m0", "b0"));
      case 9 -> words("clear", "bridge", bridge(), one("mirrors", "ports", "controller"));
      case 10 -> words("set", "port", port(), one("qos=[]", "interfaces=@none", "interfaces=[]"));
      default ->
          words(
              "set",
              "open",
              ".",
              one("external_ids:system-id=x", "other_config={a=b}", "next_cfg=x"));
    };
  }

  private List<String> qos() {
    return words(
        "--",
        "--id=@q",
        "create",
        "qos",
        "type=linux-htb",
        "other_config:max-rate=" + one("1", "2"),
        "queues=0=@u",
        "--",
        "--id=@u",
        "create",
        "queue",
        "dscp=" + one("5", "99"),
        "--",
        "set",
        "port",
        port(),
        "qos=@q");
  }
}
