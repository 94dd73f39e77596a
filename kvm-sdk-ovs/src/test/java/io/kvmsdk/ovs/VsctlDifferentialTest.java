package io.kvmsdk.ovs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.ovs.ovsdb.OvsdbClient;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random calls of ovs-vsctl, many of them wrong, are carried out by it on one database and by us on
 * another: they succeed or fail alike, print the same, and leave the same. {@code
 * -Dkvmsdk.vsctl.scripts=5000 -Dkvmsdk.vsctl.seed=2} goes on for longer, and another way.
 */
@RequiresTool(
    value = {"ovs-vsctl", "--version"},
    debianPackage = "openvswitch-switch")
class VsctlDifferentialTest {
  private static final int SCRIPTS = Integer.getInteger("kvmsdk.vsctl.scripts", 60);
  private static final long SEED = Long.getLong("kvmsdk.vsctl.seed", 1);

  private static final List<List<String>> START =
      List.of(
          List.of("--if-exists", "del-br", "b0", "--", "--if-exists", "del-br", "b1"),
          List.of("--if-exists", "del-br", "b2", "--", "--if-exists", "del-br", "p1"),
          List.of("add-br", "b0", "--", "add-port", "b0", "p0", "--", "add-port", "b0", "p1"),
          List.of("add-br", "b1", "--", "add-bond", "b1", "p2", "i0", "i1"));

  /** How many scripts it takes to make so much of a mess that most fail. */
  private static final int CLEAN = 20;

  /** With what a {@code wait-until} may wait for in vain: seconds. */
  private static final int PATIENCE = 6;

  @TempDir static Path folder;

  private int done;
  private final List<String> history = new ArrayList<>();

  @Test
  void run_whenOvsVsctlDoesTheSame_failsPrintsAndLeavesTheSame() throws IOException {
    Path ours = Files.createDirectory(folder.resolve("ours"));
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    try (OvsdbServer one = OvsdbServer.start(ours, OvsdbServer.OPEN_VSWITCH);
        OvsdbServer other = OvsdbServer.start(theirs, OvsdbServer.OPEN_VSWITCH);
        OvsdbClient client = OvsdbClient.connect(one.unix(), Duration.ofSeconds(30))) {
      OvsdbDatabase db = client.database("Open_vSwitch");
      RandomVsctl random = new RandomVsctl(SEED);
      for (int i = 0; i < SCRIPTS; i++) {
        if (i % CLEAN == 0) {
          compare(db, one.unix().toString(), other.unix().toString(), START);
        }
        List<List<String>> calls = new ArrayList<>();
        for (int n = 0; n <= i % 3 / 2; n++) {
          calls.add(random.call());
        }
        compare(db, one.unix().toString(), other.unix().toString(), calls);
      }
      assertThat(done).as("scripts that could be done").isGreaterThan(SCRIPTS / 4);
    }
  }

  private void compare(OvsdbDatabase db, String ours, String theirs, List<List<String>> calls) {
    String script = calls.stream().map(VsctlDifferentialTest::line).collect(joining("\n"));
    history.add(script);
    List<String> printed = new ArrayList<>();
    Optional<String> error = Optional.empty();
    for (List<String> call : calls) {
      Tool.Result result = vsctl(theirs, call);
      if (result.exit() != 0) {
        error = Optional.of(result.output());
        break;
      }
      printed.add(result.output());
    }
    Object result;
    if (error.isEmpty()) {
      done++;
      result = run(db, script);
      assertThat(result).as(this::story).isInstanceOf(String.class);
    } else {
      // of what its own bugs have it die of, ovs-vsctl 3.1 says nothing about the meaning
      if (!error.get().contains("assertion")) {
        assertThat(run(db, script))
            .as("%s%nfails: %s", story(), error.get())
            .isInstanceOf(KvmException.class);
      }
      result =
          run(
              db,
              calls.stream()
                  .limit(printed.size())
                  .map(VsctlDifferentialTest::line)
                  .collect(joining("\n")));
    }
    CanonicalDump our = CanonicalDump.of(ours);
    CanonicalDump their = CanonicalDump.of(theirs);
    assertThat(without(our.rows(), their.rows()))
        .as(this::story)
        .isEqualTo(without(their.rows(), our.rows()));
    assertThat(lines(our.named((String) result)))
        .as(this::story)
        .isEqualTo(lines(their.named(String.join("", printed))));
  }

  /** What the others lack: of equal lists nothing, and of others just what differs. */
  private static List<String> without(List<String> rows, List<String> others) {
    List<String> left = new ArrayList<>(rows);
    others.forEach(left::remove);
    return left;
  }

  private static Object run(OvsdbDatabase db, String script) {
    try {
      return VsctlScript.parse(script)
          .noWait()
          .timeout(Duration.ofSeconds(PATIENCE))
          .run(db)
          .stream()
          .map(VsctlOutput::text)
          .collect(joining());
    } catch (KvmException e) {
      return e;
    }
  }

  private static Tool.Result vsctl(String database, List<String> words) {
    Stream<String> first =
        Stream.of(
            "ovs-vsctl", "--db=" + database, "--no-wait", "--timeout=" + PATIENCE, "-vconsole:off");
    return Tool.run(Stream.concat(first, words.stream()).toArray());
  }

  private static String line(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(joining(" ", "ovs-vsctl ", ""));
  }

  /** Rows come in any order, and tables are parted by empty lines. */
  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isBlank()).sorted().toList();
  }

  private String story() {
    int from = Math.max(0, history.size() - 12);
    return String.join("\n#\n", history.subList(from, history.size()));
  }
}
