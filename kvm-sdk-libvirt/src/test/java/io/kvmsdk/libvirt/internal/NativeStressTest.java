package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.domain.DomainFilter;
import io.kvmsdk.domain.StatsQuery;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.driver.ConsoleDriver.Line;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import io.kvmsdk.libvirt.internal.StreamHost.Transfer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is treated badly: freed memory is overwritten, garbage is collected all the time.
 */
@Timeout(300)
@RequiresLibvirt
class NativeStressTest {
  private static final List<String> QUIET_JDK =
      Runtime.version().feature() < 22 ? List.of() : List.of("--enable-native-access=ALL-UNNAMED");

  @TempDir Path directory;

  /** Calls of all kinds from many threads, amid which connections are closed, by two at once. */
  static final class Stress {
    private static final int ROUNDS = 12;
    private static final int THREADS = 8;

    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final AtomicInteger REFUSED = new AtomicInteger();

    public static void main(String[] arguments) throws InterruptedException {
      stress(URI.create(arguments[0]), ROUNDS, 20, Stress::call);
    }

    /** Has eight threads make {@code calls}, over and over, until their connection is closed. */
    static void stress(URI host, int rounds, int each, Consumer<LibvirtDriver> calls)
        throws InterruptedException {
      Thread collector = new Thread(Stress::collect);
      collector.setDaemon(true);
      collector.start();
      for (int round = 0; round < rounds; round++) {
        LibvirtDriver driver = LibvirtDriver.connect(host);
        CountDownLatch amid = new CountDownLatch(THREADS * each);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          threads.add(new Thread(() -> callUntilClosed(driver, calls, amid)));
        }
        threads.forEach(Thread::start);
        amid.await();
        Thread other = new Thread(driver::close);
        other.start();
        driver.close();
        other.join();
        for (Thread thread : threads) {
          thread.join();
        }
      }
      System.out.println(REFUSED + " " + (CALLS.get() >= rounds * THREADS * each));
    }

    /** Half of the time: without a rest, JDK 25 leaves the others next to none. */
    private static void collect() {
      while (true) {
        long start = System.nanoTime();
        System.gc();
        LockSupport.parkNanos(System.nanoTime() - start);
      }
    }

    private static void callUntilClosed(
        LibvirtDriver driver, Consumer<LibvirtDriver> calls, CountDownLatch amid) {
      try {
        while (true) {
          calls.accept(driver);
          CALLS.incrementAndGet();
          amid.countDown();
        }
      } catch (ConflictException closed) {
        REFUSED.incrementAndGet();
      }
    }

    private static void call(LibvirtDriver driver) {
      driver.domains().info(TestHost.WEB);
      driver.domains().list(Set.of(DomainFilter.ACTIVE));
      driver.domains().xml(TestHost.WEB, false);
      driver.stats().all(StatsQuery.builder().build());
      driver.networks().active(TestHost.LAB);
      driver.storage().volumeInfo(TestHost.IMAGES, "disk.qcow2");
      fail(driver);
    }

    private static void fail(LibvirtDriver driver) {
      try {
        driver.domains().state(UUID.randomUUID());
      } catch (NotFoundException e) {
        return;
      }
      throw new AssertionError("found what is not there");
    }
  }

  /** As {@link Stress}, with consoles that are taken from each other, screenshots, transfers. */
  static final class Streams {
    private static final int ROUNDS = 2;

    public static void main(String[] arguments) throws InterruptedException {
      Stress.stress(URI.create(arguments[0]), ROUNDS, 3, Streams::call);
    }

    private static void call(LibvirtDriver driver) {
      UUID domain = StreamHost.domain(driver);
      takeConsole(driver);
      driver.screens().screenshot(domain, 0);
      for (Transfer transfer : Transfer.values()) {
        transfer.run(driver.storage(), 1 << 20, () -> {});
      }
    }

    private static void takeConsole(LibvirtDriver driver) {
      try (Line line = StreamHost.open(driver, ConsoleMode.FORCE)) {
        line.send(new byte[1], 0, 1);
        line.receive(new byte[10], 0, 10);
      } catch (ConflictException | ConnectionLostException taken) {
        // By another thread; if by the end of the connection, the next call tells.
      }
    }
  }

  @Test
  void calls_surviveTheCollectorAndAClose_whereFreedMemoryIsOverwritten() throws Exception {
    assertSurvives(Stress.class, TestHost.uri(directory), Stress.ROUNDS);
  }

  @Test
  @RequiresPrivateLibvirtd
  void streams_surviveTheCollectorAndAClose_whereFreedMemoryIsOverwritten() throws Exception {
    try (PrivateLibvirtd daemon = PrivateLibvirtd.start("stress")) {
      try (LibvirtDriver driver = LibvirtDriver.connect(daemon.uri())) {
        StreamHost.prepare(driver);
      }
      assertSurvives(Streams.class, daemon.uri(), Streams.ROUNDS);
    }
  }

  private void assertSurvives(Class<?> stress, URI host, int rounds) throws Exception {
    List<String> options = new ArrayList<>(QUIET_JDK);
    options.addAll(List.of("-Xmx48m", "-XX:+UseSerialGC", "-XX:ErrorFile=/dev/null"));

    ForkedJvm.Result result =
        ForkedJvm.run(
            directory,
            Map.of("MALLOC_PERTURB_", "165", "G_SLICE", "always-malloc"),
            options,
            stress,
            host);

    assertThat(result.err()).isEmpty();
    assertThat(result.out().strip()).isEqualTo(rounds * Stress.THREADS + " true");
    assertThat(result.exit()).isZero();
  }

  /** C's calls that wait until something comes. */
  interface Pipes extends Library {
    int pipe(int[] ends);

    int read(int file, byte[] bytes, long count);

    int write(int file, byte[] bytes, long count);
  }

  /** Virtual threads wait in C for what only another virtual thread will write. */
  static final class Waiting {
    private static final Pipes C = Native.load("c", Pipes.class);
    private static final int WAITERS = 8;

    public static void main(String[] arguments) throws Exception {
      int[] ends = new int[2];
      C.pipe(ends);
      CountDownLatch waiting = new CountDownLatch(WAITERS);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < WAITERS; i++) {
        threads.add(startVirtual(() -> PlatformThreads.call(() -> read(ends[0], waiting))));
      }
      waiting.await();
      threads.add(startVirtual(() -> C.write(ends[1], new byte[WAITERS], WAITERS)));
      for (Thread thread : threads) {
        thread.join();
      }
      System.out.println("all went on");
    }

    private static int read(int file, CountDownLatch waiting) {
      waiting.countDown();
      return C.read(file, new byte[1], 1);
    }

    private static Thread startVirtual(Runnable work) throws ReflectiveOperationException {
      return (Thread)
          Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
    }
  }

  @Test
  @EnabledForJreRange(minVersion = 21, disabledReason = "virtual threads came with JDK 21")
  void virtualThreads_goOn_whileOthersWaitInNativeCalls() throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(QUIET_JDK);
    options.add("-Djdk.virtualThreadScheduler.parallelism=1");
    options.add("-Djdk.virtualThreadScheduler.maxPoolSize=1");

    ForkedJvm.Result result = ForkedJvm.run(directory, options, Waiting.class);

    assertThat(result.out().strip()).isEqualTo("all went on");
  }
}
