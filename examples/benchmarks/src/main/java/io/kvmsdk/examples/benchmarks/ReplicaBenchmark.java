package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OvsdbClient;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.ovs.ovsdb.Replica;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.Value;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * For how long a replica takes to hold many ports and interfaces, and what heap it holds them in,
 * beside {@link RawMonitor}; and what its heap is while they change.
 */
public final class ReplicaBenchmark {
  private static final int ROUNDS = 15;
  private static final int BATCH = 100;
  private static final String[] TABLES = {"Port", "Interface"};

  private final OvsdbDatabase database;
  private final Path socket;

  private ReplicaBenchmark(OvsdbDatabase database, Path socket) {
    this.database = database;
    this.socket = socket;
  }

  /** Arguments: the socket of an ovsdb-server of Open vSwitch's database, ports, updates. */
  public static void main(String[] arguments) {
    Path socket = Path.of(arguments[0]);
    try (OvsdbClient client =
        OvsdbClient.connect(new OvsdbEndpoint.Unix(socket), Duration.ofMinutes(2))) {
      ReplicaBenchmark benchmark = new ReplicaBenchmark(client.database("Open_vSwitch"), socket);
      benchmark.fill(Integer.parseInt(arguments[1]));
      benchmark.first();
      benchmark.heap();
      benchmark.steady(Integer.parseInt(arguments[2]));
    }
  }

  private void fill(int ports) {
    List<Operation> operations = new ArrayList<>();
    List<Object> names = new ArrayList<>();
    for (int i = 0; i < ports; i++) {
      Value name = Value.of("port" + i);
      Map<String, Value> port =
          Map.of("name", name, "interfaces", Value.of(new Atom.Named("i" + i)));
      operations.add(Operation.insert("Interface", Map.of("name", name)).named("i" + i));
      operations.add(Operation.insert("Port", port).named("p" + i));
      names.add(new Atom.Named("p" + i));
    }
    Map<String, Value> bridge = Map.of("name", Value.of("br0"), "ports", Value.set(names));
    operations.add(Operation.insert("Bridge", bridge).named("b"));
    operations.add(
        Operation.insert("Open_vSwitch", Map.of("bridges", Value.of(new Atom.Named("b")))));
    database.transact(operations);
  }

  private List<TableSchema> tables() {
    return Stream.of(TABLES).map(table -> database.schema().tables().get(table)).toList();
  }

  private void first() {
    List<TableSchema> tables = tables();
    long[] raw = new long[ROUNDS];
    long[] ours = new long[ROUNDS];
    for (int i = -ROUNDS; i < ROUNDS; i++) {
      long start = System.nanoTime();
      if (RawMonitor.read(socket, tables).get("result") == null) {
        throw new IllegalStateException("the server refuses");
      }
      long middle = System.nanoTime();
      database.replica(TABLES).close();
      if (i >= 0) { // else it is to warm up
        raw[i] = middle - start;
        ours[i] = System.nanoTime() - middle;
      }
    }
    System.out.printf(Locale.ROOT, "raw Java    %6.0f ms%n", median(raw));
    System.out.printf(Locale.ROOT, "replica     %6.0f ms%n", median(ours));
  }

  private void heap() {
    long before = used();
    Replica replica = database.replica(TABLES);
    tell("replica", before);
    replica.close();
    before = used();
    Object raw = RawMonitor.read(socket, tables());
    tell("raw Java", before);
    Reference.reachabilityFence(raw);
  }

  static void tell(String who, long before) {
    System.out.printf(
        Locale.ROOT, "%-11s %6d KiB of heap for the rows%n", who, (used() - before) >> 10);
  }

  /** What is left of the heap once it is tidied. */
  static long used() {
    System.gc();
    Runtime jvm = Runtime.getRuntime();
    return jvm.totalMemory() - jvm.freeMemory();
  }

  static double median(long[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 2] / 1e6;
  }

  private void steady(int updates) {
    try (Replica replica = database.replica(TABLES)) {
      replica.listen(update -> {});
      List<UUID> ports = List.copyOf(replica.snapshot().tables().get("Port").keySet());
      for (int part = 0; part < 4; part++) {
        update(ports, part * updates / 4, (part + 1) * updates / 4);
        replica.refresh();
        System.out.printf(
            Locale.ROOT,
            "heap after %6d updates %6d KiB%n",
            (part + 1) * updates / 4,
            used() >> 10);
      }
    }
  }

  private void update(List<UUID> ports, int from, int to) {
    for (int at = from; at < to; ) {
      List<Operation> batch = new ArrayList<>();
      for (int i = 0; i < BATCH && at < to; i++, at++) {
        Map<String, Value> row =
            Map.of("external_ids", Value.map(Map.of("n", Integer.toString(at))));
        batch.add(Operation.update("Port", row, Condition.uuid(ports.get(at % ports.size()))));
      }
      database.transact(batch);
    }
  }
}
