package io.kvmsdk.examples.benchmarks;

import com.vmware.ovsdb.exception.OvsdbClientException;
import com.vmware.ovsdb.protocol.methods.MonitorRequest;
import com.vmware.ovsdb.protocol.methods.MonitorRequests;
import com.vmware.ovsdb.protocol.methods.TableUpdates;
import com.vmware.ovsdb.protocol.operation.Insert;
import com.vmware.ovsdb.protocol.operation.Mutate;
import com.vmware.ovsdb.protocol.operation.Operation;
import com.vmware.ovsdb.protocol.operation.notation.Atom;
import com.vmware.ovsdb.protocol.operation.notation.Function;
import com.vmware.ovsdb.protocol.operation.notation.Mutation;
import com.vmware.ovsdb.protocol.operation.notation.Mutator;
import com.vmware.ovsdb.protocol.operation.notation.NamedUuid;
import com.vmware.ovsdb.protocol.operation.notation.Row;
import com.vmware.ovsdb.protocol.operation.notation.Set;
import com.vmware.ovsdb.protocol.operation.notation.Value;
import com.vmware.ovsdb.protocol.operation.result.ErrorResult;
import com.vmware.ovsdb.protocol.operation.result.OperationResult;
import com.vmware.ovsdb.service.OvsdbClient;
import com.vmware.ovsdb.service.impl.OvsdbActiveConnectionConnectorImpl;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** VMware's client, the only other one on Maven Central; it is archived, and knows TCP only. */
final class VmwareOvsdb implements AutoCloseable {
  private static final String DATABASE = "Open_vSwitch";
  private static final int SECONDS = 60;

  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final OvsdbClient client;
  private int prefixes;

  VmwareOvsdb(int port) {
    client = await(new OvsdbActiveConnectionConnectorImpl(threads).connect("127.0.0.1", port));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("VMware's client failed: " + e, e);
    }
  }

  /** Microseconds for one transaction that adds a port, of which so many are under way. */
  double addPorts(String bridge, int count, int inFlight) {
    String prefix = "v" + prefixes++ + "-";
    Deque<Future<OperationResult[]>> sent = new ArrayDeque<>();
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      if (sent.size() == inFlight) {
        check(sent.poll());
      }
      List<Operation> operations = new ArrayList<>();
      addPort(operations, prefix + i, i);
      sent.add(transact(operations, bridge, Atom.namedUuid("p" + i)));
    }
    sent.forEach(VmwareOvsdb::check);
    return (System.nanoTime() - begin) / 1e3 / count;
  }

  Void addTogether(String bridge, int count) {
    String prefix = "vn" + prefixes++ + "-";
    List<Operation> operations = new ArrayList<>();
    java.util.Set<NamedUuid> all = new HashSet<>();
    for (int i = 0; i < count; i++) {
      addPort(operations, prefix + i, i);
      all.add(new NamedUuid("p" + i));
    }
    check(transact(operations, bridge, Set.of(all)));
    return null;
  }

  private static void addPort(List<Operation> operations, String name, int i) {
    Row networkInterface = new Row().stringColumn("name", name).stringColumn("type", "internal");
    Row port = new Row().stringColumn("name", name).namedUuidColumn("interfaces", "i" + i);
    operations.add(new Insert("Interface", networkInterface).withUuidName("i" + i));
    operations.add(new Insert("Port", port).withUuidName("p" + i));
  }

  private Future<OperationResult[]> transact(
      List<Operation> operations, String bridge, Value ports) {
    Mutation insert = new Mutation("ports", Mutator.INSERT, ports);
    operations.add(
        new Mutate("Bridge", new ArrayList<>(), new ArrayList<>(List.of(insert)))
            .where("name", Function.EQUALS, bridge));
    try {
      return client.transact(DATABASE, operations);
    } catch (OvsdbClientException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(Future<OperationResult[]> reply) {
    for (OperationResult result : await(reply)) {
      if (result instanceof ErrorResult error) {
        throw new IllegalStateException("refused: " + error);
      }
    }
  }

  /** Tables as it gives them: all rows, which it does not keep up to date itself. */
  TableUpdates monitor(String... tables) {
    Map<String, MonitorRequest> requests =
        Stream.of(tables).collect(Collectors.toMap(table -> table, table -> new MonitorRequest()));
    try {
      return await(client.monitor(DATABASE, "bench", new MonitorRequests(requests), updates -> {}));
    } catch (OvsdbClientException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.shutdown();
    threads.shutdownNow();
  }
}
