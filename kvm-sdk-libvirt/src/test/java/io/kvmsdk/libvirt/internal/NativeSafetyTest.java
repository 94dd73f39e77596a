package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.libvirt.RequiresLibvirt;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

/** Nothing leaks, nothing is freed twice, and everyone gets their own errors. */
@Timeout(120)
@RequiresLibvirt
class NativeSafetyTest {
  @TempDir Path directory;

  /** Prints how many files and KiB more this process has after 20 000 rounds than before. */
  static final class Lookups {
    public static void main(String[] arguments) throws IOException {
      try (LibvirtDriver driver = LibvirtDriver.connect(URI.create(arguments[0]))) {
        measured(driver);
        long[] before = measured(driver);
        long[] after = measured(driver);
        System.out.println((after[0] - before[0]) + " " + (after[1] - before[1]));
      }
    }

    /** The files and KiB in use after many calls; the first time loads classes, which take both. */
    private static long[] measured(LibvirtDriver driver) throws IOException {
      lookUp(driver);
      return new long[] {openFiles(), residentKib()};
    }

    private static void lookUp(LibvirtDriver driver) {
      for (int i = 0; i < 20_000; i++) {
        driver.domains().state(TestHost.WEB);
        driver.domains().findByName("nobody");
        driver.storage().volumeInfo(TestHost.IMAGES, "disk.qcow2");
        driver.networks().list();
      }
    }
  }

  @Test
  void lookups_leaveNothingBehind() throws IOException, InterruptedException {
    List<String> heapThatIsThereFromTheStart =
        List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1");

    ForkedJvm.Result result =
        ForkedJvm.run(
            directory, heapThatIsThereFromTheStart, Lookups.class, TestHost.uri(directory));

    String[] growth = result.out().strip().split(" ");
    assertThat(growth[0]).as("open files").isEqualTo("0");
    // 80 000 handles of some 100 bytes each would be 8 MiB.
    assertThat(Long.parseLong(growth[1])).as("resident KiB").isLessThan(4096);
  }

  @Test
  @RequiresTool(
      value = {"virsh", "-c", "qemu:///system", "version"},
      debianPackage = "libvirt-daemon-system")
  void connections_giveTheirFilesBack() throws IOException, InterruptedException {
    QemuHost.connect().close();
    long files = openFiles();

    for (int i = 0; i < 100; i++) {
      QemuHost.connect().close();
    }

    // libvirt's event loop closes the last sockets when it is idle.
    while (openFiles() > files) {
      new EventPacer().pause(Duration.ofMillis(10));
    }
  }

  @Test
  void close_amidEventsLeavesNoUserOfTheConnection() throws IOException {
    for (int i = 0; i < 200; i++) {
      Connection connection = Connection.open(LibvirtLibrary.get(), TestHost.uri(directory));
      LifecycleEvents events = new LifecycleEvents(connection, new EventPacer());
      LibvirtDomains domains = new LibvirtDomains(connection, events);
      domains.suspend(TestHost.WEB);
      domains.resume(TestHost.WEB);
      events.close();

      assertThat(connection.release()).isZero();
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  private static long residentKib() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void close_underRunningCallsFreesTheConnectionOnce() throws Exception {
    for (int round = 0; round < 50; round++) {
      LibvirtDriver driver = TestHost.connect(directory);
      ExecutorService callers = Executors.newFixedThreadPool(4);
      List<Callable<Object>> calls = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        calls.add(() -> driver.domains().list());
        calls.add(Executors.callable(driver::close));
      }
      for (Future<Object> call : callers.invokeAll(calls)) {
        assertEndedOrRefused(call);
      }
      callers.shutdown();
    }
  }

  private static void assertEndedOrRefused(Future<Object> call) throws InterruptedException {
    try {
      call.get();
    } catch (ExecutionException e) {
      assertThat(e.getCause()).hasMessageContaining("has been closed");
    }
  }

  @Test
  void errors_belongToTheirPlatformThread() throws Exception {
    everyoneGetsTheirOwnErrors(Executors.newFixedThreadPool(16), 16);
  }

  @Test
  @EnabledForJreRange(minVersion = 21, disabledReason = "virtual threads came with JDK 21")
  void errors_belongToTheirVirtualThread() throws Exception {
    everyoneGetsTheirOwnErrors(virtualThreads(), 200);
  }

  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void everyoneGetsTheirOwnErrors(ExecutorService threads, int count) throws Exception {
    try (LibvirtDriver driver = TestHost.connect(directory)) {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        callers.add(threads.submit(() -> failAndSucceed(driver)));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void failAndSucceed(LibvirtDriver driver) {
    for (int i = 0; i < 500; i++) {
      String nothing = UUID.randomUUID().toString();
      assertThatThrownBy(() -> driver.storage().volumePath(TestHost.IMAGES, nothing))
          .isInstanceOf(NotFoundException.class)
          .hasMessageStartingWith("storage volume '" + nothing + "'")
          .hasMessageEndingWith("matching name '" + nothing + "'");
      assertThat(driver.domains().state(TestHost.WEB).active()).isTrue();
    }
  }
}
