package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.StatsGroup;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a call of the SDK costs, against a C program that makes the same call on a handle which it
 * keeps. No JMH: SDK and C take turns, each for {@link #SLICE_NANOS} at a time, so that both meet
 * the same weather.
 */
public final class CallBenchmark {
  private static final long SLICE_NANOS = 5_000_000;
  private static final int WARM_UP = 100;

  private final NativeCalls rival;
  private final int rounds;

  private CallBenchmark(NativeCalls rival, int rounds) {
    this.rival = rival;
    this.rounds = rounds;
  }

  /** Arguments: the C program, the URI, the name of a domain there, and the number of rounds. */
  public static void main(String[] arguments) {
    String uri = arguments[1];
    String name = arguments[2];
    try (Hypervisor kvm = Kvm.connect(uri);
        NativeCalls rival = new NativeCalls(arguments[0], uri, name)) {
      System.out.printf("%s, %d domains%n", uri, kvm.domains().list().size());
      System.out.printf("%-12s %12s %12s %8s%n", "call", "C, us", "SDK, us", "ratio");
      CallBenchmark benchmark = new CallBenchmark(rival, Integer.parseInt(arguments[3]));
      operations(kvm, name).forEach(benchmark::measure);
    }
  }

  private static Map<String, Runnable> operations(Hypervisor kvm, String name) {
    Domain domain = kvm.domains().get(name);
    Map<String, Runnable> all = new LinkedHashMap<>();
    all.put("state", domain::state);
    all.put("info", domain::info);
    all.put("xml", domain::xml);
    all.put("autostart", domain::autostart);
    all.put("findName", () -> expect(kvm.domains().find(name)));
    all.put("findUuid", () -> expect(kvm.domains().find(domain.uuid())));
    all.put("findNobody", () -> kvm.domains().find("kvmsdk-nobody"));
    all.put("list", () -> kvm.domains().list());
    all.put("listStates", () -> kvm.domains().stats(Set.of(StatsGroup.STATE)));
    return all;
  }

  private static void expect(Optional<Domain> found) {
    if (found.isEmpty()) {
      throw new IllegalStateException("the domain is gone");
    }
  }

  private void measure(String operation, Runnable call) {
    int count = callsInASlice(operation);
    double[] ours = new double[rounds];
    double[] theirs = new double[rounds];
    for (int i = 0; i < WARM_UP; i++) {
      time(call, count);
    }
    for (int i = 0; i < rounds; i++) {
      theirs[i] = rival.run(operation, count) / 1e3 / count;
      ours[i] = time(call, count) / 1e3 / count;
    }
    double c = undisturbed(theirs);
    double sdk = undisturbed(ours);
    System.out.printf(Locale.ROOT, "%-12s %12.2f %12.2f %8.2f%n", operation, c, sdk, sdk / c);
  }

  private int callsInASlice(String operation) {
    int count = 1;
    while (rival.run(operation, count) < SLICE_NANOS && count < 1 << 20) {
      count *= 2;
    }
    return count;
  }

  private static long time(Runnable call, int count) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      call.run();
    }
    return System.nanoTime() - start;
  }

  /** A tenth of all slices was quicker: the rest tells more of what else the machine does. */
  private static double undisturbed(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 10];
  }
}
