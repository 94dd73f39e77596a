package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OvsdbClient;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.ovs.ovsdb.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Transactions of the kind that {@code ovs-vsctl add-port} makes, beside the same ones written by
 * hand: one after the other, many in flight, and a thousand ports in one. Prints lines of a name
 * and microseconds, which {@code examples/bench-ovsdb} compares.
 */
public final class OvsdbBenchmark {
  private static final int ROUNDS = 5;
  private static final String BRIDGE = "br0";

  private final OvsdbDatabase db;
  private final RawOvsdb raw;
  private final VmwareOvsdb vmware;
  private int ports;

  private OvsdbBenchmark(OvsdbDatabase db, RawOvsdb raw, VmwareOvsdb vmware) {
    this.db = db;
    this.raw = raw;
    this.vmware = vmware;
  }

  /**
   * Arguments: the socket of an ovsdb-server with the bridge br0, which is emptied, its TCP port on
   * 127.0.0.1, and how many transactions each round has.
   */
  public static void main(String[] arguments) throws Exception {
    Path socket = Path.of(arguments[0]);
    try (OvsdbClient client =
            OvsdbClient.connect(new OvsdbEndpoint.Unix(socket), Duration.ofSeconds(60));
        RawOvsdb raw = new RawOvsdb(socket);
        VmwareOvsdb vmware = new VmwareOvsdb(Integer.parseInt(arguments[1]))) {
      new OvsdbBenchmark(client.database("Open_vSwitch"), raw, vmware)
          .run(Integer.parseInt(arguments[2]));
    }
  }

  /** By turns, so that what the machine does besides falls on all. */
  private void run(int count) throws Exception {
    String[] names = {"1", "16", "256", "1000-in-one"};
    double[][] sdk = new double[names.length][ROUNDS];
    double[][] floor = new double[names.length][ROUNDS];
    double[][] rival = new double[names.length][ROUNDS];
    for (int round = -2; round < ROUNDS; round++) { // the first two are to warm up
      for (int i = 0; i < names.length; i++) {
        double ours = i < 3 ? sdk(count, 1 << (i * 4)) : median(5, () -> sdkMany(1000));
        clear();
        double least = i < 3 ? raw(count, 1 << (i * 4)) : median(5, () -> rawMany(1000));
        clear();
        double theirs =
            i < 3
                ? vmware.addPorts(BRIDGE, count, 1 << (i * 4))
                : median(5, () -> vmware.addTogether(BRIDGE, 1000));
        clear();
        if (round >= 0) {
          sdk[i][round] = ours;
          floor[i][round] = least;
          rival[i][round] = theirs;
        }
      }
    }
    for (int i = 0; i < names.length; i++) {
      System.out.printf(Locale.ROOT, "sdk-%s %.1f%n", names[i], middle(sdk[i]));
      System.out.printf(Locale.ROOT, "raw-%s %.1f%n", names[i], middle(floor[i]));
      System.out.printf(Locale.ROOT, "vmware-%s %.1f%n", names[i], middle(rival[i]));
    }
  }

  private static double middle(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private double median(int count, Callable<Void> work) throws Exception {
    double[] micros = new double[count];
    for (int i = 0; i < count; i++) {
      long begin = System.nanoTime();
      work.call();
      micros[i] = (System.nanoTime() - begin) / 1e3;
      clear();
    }
    return middle(micros);
  }

  private void clear() throws IOException {
    raw.transact(
        "{\"op\":\"update\",\"table\":\"Bridge\",\"where\":[],\"row\":{\"ports\":[\"set\",[]]}}");
  }

  /** Microseconds for one transaction, where so many threads do them side by side. */
  private double sdk(int count, int inFlight) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(inFlight);
    try {
      List<Future<?>> all = new ArrayList<>();
      long begin = System.nanoTime();
      for (int t = 0; t < inFlight; t++) {
        String prefix = "s" + ports++ + "-";
        all.add(threads.submit(() -> addPorts(prefix, count / inFlight)));
      }
      for (Future<?> one : all) {
        one.get();
      }
      return (System.nanoTime() - begin) / 1e3 / (count / inFlight * inFlight);
    } finally {
      threads.shutdownNow();
    }
  }

  private void addPorts(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      List<Operation> operations = new ArrayList<>();
      Atom port = addPort(operations, prefix + i, i);
      operations.add(attach(Value.of(port)));
      db.transact(operations);
    }
  }

  private static Atom addPort(List<Operation> operations, String name, int i) {
    operations.add(
        Operation.insert("Interface", Map.of("name", Value.of(name), "type", Value.of("internal")))
            .named("i" + i));
    operations.add(
        Operation.insert(
                "Port",
                Map.of("name", Value.of(name), "interfaces", Value.of(new Atom.Named("i" + i))))
            .named("p" + i));
    return new Atom.Named("p" + i);
  }

  private static Operation attach(Value newPorts) {
    return Operation.mutate(
        "Bridge", List.of(Mutation.insert("ports", newPorts)), Condition.equal("name", BRIDGE));
  }

  private Void sdkMany(int count) {
    List<Operation> operations = new ArrayList<>();
    List<Atom> all = new ArrayList<>();
    String prefix = "m" + ports++ + "-";
    for (int i = 0; i < count; i++) {
      all.add(addPort(operations, prefix + i, i));
    }
    operations.add(attach(Value.set(all)));
    db.transact(operations);
    return null;
  }

  private double raw(int count, int window) throws IOException {
    String prefix = "r" + ports++ + "-";
    long begin = System.nanoTime();
    for (int i = 0; i < count + window; i++) {
      if (i >= window && raw.receive()) {
        throw new IOException("refused");
      }
      if (i < count) {
        raw.send(
            RawOvsdb.request(
                rawPort(prefix + i, i) + "," + rawAttach("[\"named-uuid\",\"p" + i + "\"]")));
      }
    }
    return (System.nanoTime() - begin) / 1e3 / count;
  }

  private static String rawPort(String name, int i) {
    return ("{\"op\":\"insert\",\"table\":\"Interface\",\"uuid-name\":\"i%2$d\","
            + "\"row\":{\"name\":\"%1$s\",\"type\":\"internal\"}},"
            + "{\"op\":\"insert\",\"table\":\"Port\",\"uuid-name\":\"p%2$d\","
            + "\"row\":{\"name\":\"%1$s\",\"interfaces\":[\"named-uuid\",\"i%2$d\"]}}")
        .formatted(name, i);
  }

  private static String rawAttach(String newPorts) {
    return "{\"op\":\"mutate\",\"table\":\"Bridge\",\"where\":[[\"name\",\"==\",\""
        + BRIDGE
        + "\"]],\"mutations\":[[\"ports\",\"insert\","
        + newPorts
        + "]]}";
  }

  private Void rawMany(int count) throws IOException {
    StringBuilder json = new StringBuilder();
    StringBuilder all = new StringBuilder("[\"set\",[");
    String prefix = "n" + ports++ + "-";
    for (int i = 0; i < count; i++) {
      json.append(rawPort(prefix + i, i)).append(',');
      all.append(i == 0 ? "" : ",").append("[\"named-uuid\",\"p").append(i).append("\"]");
    }
    raw.transact(json.append(rawAttach(all + "]]")).toString());
    return null;
  }
}
