package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * For how long a short call takes, alone and beside eight threads of the same program that wipe
 * volumes without a pause.
 */
public final class LatencyBenchmark {
  private static final int JOBS = 8;
  private static final int WARM_UP = 2_000;

  private final StoragePool pool;
  private final int calls;

  private LatencyBenchmark(StoragePool pool, int calls) {
    this.pool = pool;
    this.calls = calls;
  }

  /** Arguments: the URI, an empty folder on its host, and the number of short calls. */
  public static void main(String[] arguments) throws InterruptedException {
    String folder = arguments[1];
    try (Hypervisor kvm = Kvm.connect(arguments[0])) {
      StoragePool pool =
          kvm.storagePools()
              .define(StoragePoolSpec.dir(Path.of(folder).getFileName().toString(), folder));
      pool.start();
      try {
        new LatencyBenchmark(pool, Integer.parseInt(arguments[2])).run();
      } finally {
        pool.destroy();
        pool.undefine();
      }
    }
  }

  private void run() throws InterruptedException {
    System.out.printf("%-20s %9s %9s %9s %9s%n", "us", "median", "p90", "p99", "longest");
    times(WARM_UP);
    print("alone", times(calls));
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger wipes = new AtomicInteger();
    List<Thread> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      StorageVolume volume = volume("v" + i);
      jobs.add(new Thread(() -> wipe(volume, over, wipes)));
    }
    jobs.forEach(Thread::start);
    long[] beside = times(calls);
    over.set(true);
    for (Thread job : jobs) {
      job.join();
    }
    print("beside " + wipes + " wipes", beside);
  }

  private StorageVolume volume(String name) {
    return pool.create(
        v ->
            v.name(name)
                .capacity(ByteSize.mib(256))
                .allocation(ByteSize.mib(256))
                .format(VolumeFormat.RAW));
  }

  private static void wipe(StorageVolume volume, AtomicBoolean over, AtomicInteger wipes) {
    while (!over.get()) {
      volume.wipe();
      wipes.incrementAndGet();
    }
    volume.delete();
  }

  private long[] times(int count) {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      long begin = System.nanoTime();
      pool.active();
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static void print(String what, long[] sorted) {
    System.out.printf(
        Locale.ROOT,
        "%-20s %9d %9d %9d %9d%n",
        what,
        sorted[sorted.length / 2] / 1_000,
        sorted[sorted.length * 9 / 10] / 1_000,
        sorted[sorted.length * 99 / 100] / 1_000,
        sorted[sorted.length - 1] / 1_000);
  }
}
