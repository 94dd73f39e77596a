package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.ovs.Bridge;
import io.kvmsdk.ovs.BridgeSpec;
import io.kvmsdk.ovs.DatapathType;
import io.kvmsdk.ovs.InterfaceType;
import io.kvmsdk.ovs.OpenVSwitch;
import io.kvmsdk.ovs.PortSpec;
import io.kvmsdk.ovs.VsctlScript;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Changes of a switch, each beside an ovs-vsctl process that does the same, in turn: both then meet
 * the same weather. Run by {@code examples/bench-switch}, which starts the switch.
 */
public final class SwitchBenchmark {
  private static final int MANY = 1_000;

  /** Until then Java's compiler is at work; a switch is managed by processes that live on. */
  private static final int WARM_UP = 500;

  private SwitchBenchmark() {}

  /**
   * @param arguments a switch's database, that of one without ovs-vswitchd, and how often each is
   *     done
   */
  public static void main(String[] arguments) {
    int rounds = Integer.parseInt(arguments[2]);
    try (OpenVSwitch live = OpenVSwitch.connect(OvsdbEndpoint.parse(arguments[0]));
        OpenVSwitch idle = OpenVSwitch.connect(OvsdbEndpoint.parse(arguments[1]))) {
      untilApplied(live, arguments[0], rounds);
      thousand(idle.noWait(), arguments[1], Math.max(3, rounds / 5));
      scripts(idle.noWait(), arguments[1], Math.max(3, rounds / 5));
    }
  }

  private static void untilApplied(OpenVSwitch ovs, String db, int rounds) {
    ovs.apply(b -> b.name("bench").datapathType(DatapathType.NETDEV));
    Bridge bridge = ovs.bridges().get("bench");
    PortSpec port = PortSpec.of("bench-ours", InterfaceType.internal());
    List<Long> ours = new ArrayList<>();
    List<Long> theirs = new ArrayList<>();
    for (int i = -WARM_UP; i < rounds; i++) {
      long one = time(() -> bridge.addPort(port));
      bridge.deletePort("bench-ours");
      if (i >= 0) {
        ours.add(one);
        theirs.add(
            time(
                () ->
                    vsctl(
                        db,
                        "add-port",
                        "bench",
                        "bench-theirs",
                        "--",
                        "set",
                        "Interface",
                        "bench-theirs",
                        "type=internal")));
        vsctl(db, "del-port", "bench-theirs");
      }
    }
    tell("add-port until ovs-vswitchd has it", ours, theirs);
    bridge.delete();
  }

  private static void thousand(OpenVSwitch ovs, String db, int rounds) {
    BridgeSpec.Builder builder = BridgeSpec.builder().name("bench");
    List<String> words = new ArrayList<>(List.of("--no-wait", "add-br", "bench"));
    for (int i = 0; i < MANY; i++) {
      builder.addPort("p" + i, InterfaceType.internal());
      words.addAll(List.of("--", "add-port", "bench", "p" + i));
      words.addAll(List.of("--", "set", "Interface", "p" + i, "type=internal"));
    }
    BridgeSpec spec = builder.build();
    List<Long> ours = new ArrayList<>();
    List<Long> theirs = new ArrayList<>();
    List<Long> again = new ArrayList<>();
    for (int i = -WARM_UP / 10; i < rounds; i++) {
      long one = time(() -> ovs.apply(spec));
      long two = time(() -> ovs.apply(spec));
      ovs.bridges().get("bench").delete();
      if (i >= 0) {
        ours.add(one);
        again.add(two);
        theirs.add(time(() -> vsctl(db, words.toArray(String[]::new))));
        ovs.bridges().get("bench").delete();
      }
    }
    tell("a bridge with " + MANY + " ports, planned and committed", ours, theirs);
    tell("the same again, which changes nothing, beside ovs-vsctl's first time", again, theirs);
  }

  private static void scripts(OpenVSwitch ovs, String db, int rounds) {
    List<String> words = new ArrayList<>(List.of("--no-wait"));
    StringBuilder many = new StringBuilder("ovs-vsctl add-br bench\n");
    words.addAll(List.of("add-br", "bench"));
    for (int i = 0; i < MANY; i++) {
      many.append(
          "ovs-vsctl add-port bench p%1$d -- set Interface p%1$d type=internal%n".formatted(i));
      words.addAll(List.of("--", "add-port", "bench", "p" + i));
      words.addAll(List.of("--", "set", "Interface", "p" + i, "type=internal"));
    }
    script(
        ovs, db, "a script of " + MANY + " ports", many.toString(), "del-br bench", words, rounds);
    ovs.run(VsctlScript.parse(many.toString()));
    script(
        ovs,
        db,
        "a script of one step beside " + MANY + " ports",
        "ovs-vsctl add-port bench one",
        "del-port bench one",
        List.of("--no-wait", "add-port", "bench", "one"),
        rounds);
    String twenty = many.toString().lines().limit(11).reduce("", (a, b) -> a + b + "\n");
    List<Long> parsed = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      parsed.add(time(() -> VsctlScript.parse(twenty)));
    }
    System.out.printf("parsing 21 steps: %.3f ms%n", median(parsed));
    ovs.bridges().get("bench").delete();
  }

  private static void script(
      OpenVSwitch ovs,
      String db,
      String what,
      String script,
      String undo,
      List<String> words,
      int rounds) {
    VsctlScript back = VsctlScript.parse("ovs-vsctl " + undo);
    List<Long> ours = new ArrayList<>();
    List<Long> theirs = new ArrayList<>();
    for (int i = -WARM_UP / 10; i < rounds; i++) {
      long one = time(() -> ovs.run(VsctlScript.parse(script)));
      ovs.run(back);
      if (i >= 0) {
        ours.add(one);
        theirs.add(time(() -> vsctl(db, words.toArray(String[]::new))));
        ovs.run(back);
      }
    }
    tell(what, ours, theirs);
  }

  private static void vsctl(String db, String... words) {
    List<String> command = new ArrayList<>(List.of("ovs-vsctl", "--timeout=60", "--db=" + db));
    command.addAll(Arrays.asList(words));
    Rival.run(Path.of("."), command);
  }

  private static long time(Runnable job) {
    long begin = System.nanoTime();
    job.run();
    return System.nanoTime() - begin;
  }

  private static void tell(String what, List<Long> ours, List<Long> theirs) {
    double own = median(ours);
    double rival = median(theirs);
    System.out.printf(
        "%s: %.1f ms, ovs-vsctl %.1f ms, ratio 1/%.1f%n", what, own, rival, rival / own);
  }

  private static double median(List<Long> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow() / 1e6;
  }
}
