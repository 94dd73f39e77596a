package io.kvmsdk.examples.benchmarks;

import java.lang.ref.Reference;
import java.util.Locale;

/**
 * For how long VMware's client takes to give what {@link ReplicaBenchmark} has, and what heap it
 * takes. It has a process of its own, as it may hold much and run on where it fails.
 */
public final class VmwareReplicaBenchmark {
  private static final int ROUNDS = 3;
  private static final String[] TABLES = {"Port", "Interface"};

  private VmwareReplicaBenchmark() {}

  /** The argument is the TCP port, on 127.0.0.1, of an ovsdb-server. */
  public static void main(String[] arguments) {
    try {
      run(Integer.parseInt(arguments[0]));
    } catch (IllegalStateException e) {
      System.out.println("VMware           - " + e.getMessage());
    }
    System.exit(0); // whatever it still does
  }

  /** Each on a connection of its own: it loses one on which it does not answer in time. */
  private static void run(int port) {
    long[] times = new long[ROUNDS];
    for (int i = -1; i < ROUNDS; i++) {
      try (VmwareOvsdb vmware = new VmwareOvsdb(port)) {
        long before = ReplicaBenchmark.used();
        long start = System.nanoTime();
        Object rows = vmware.monitor(TABLES);
        if (i < 0) {
          ReplicaBenchmark.tell("VMware", before);
        } else {
          times[i] = System.nanoTime() - start;
        }
        Reference.reachabilityFence(rows);
      }
    }
    System.out.printf(Locale.ROOT, "VMware      %6.0f ms%n", ReplicaBenchmark.median(times));
  }
}
