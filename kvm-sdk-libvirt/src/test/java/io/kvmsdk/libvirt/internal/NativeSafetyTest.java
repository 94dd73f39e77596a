package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.libvirt.RequiresQemu;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

/** Nothing leaks, nothing is freed twice, and everyone gets their own errors. */
@Timeout(300)
@RequiresLibvirt
class NativeSafetyTest {
  @TempDir Path directory;

  @Test
  @RequiresQemu
  void connections_giveTheirFilesBack() throws IOException, InterruptedException {
    QemuHost.connect().close();
    ProcessUse before = ProcessUse.settled();

    for (int i = 0; i < 100; i++) {
      QemuHost.connect().close();
    }

    before.awaitReturn();
  }

  @Test
  void close_amidEventsLeavesNoUserOfTheConnection() throws IOException {
    for (int i = 0; i < 200; i++) {
      Connection connection = TestHost.connection(directory);
      LibvirtEvents events = new LibvirtEvents(connection, new EventPacer());
      LibvirtDomains domains = new LibvirtDomains(connection);
      domains.suspend(TestHost.WEB);
      domains.resume(TestHost.WEB);
      events.close();

      assertThat(connection.enter().release()).isZero();
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
    everyoneGetsTheirOwnErrors(Executors.newFixedThreadPool(64), 64, 150);
  }

  @Test
  @EnabledForJreRange(minVersion = 21, disabledReason = "virtual threads came with JDK 21")
  void errors_belongToTheirVirtualThread() throws Exception {
    everyoneGetsTheirOwnErrors(virtualThreads(), 200, 50);
  }

  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void everyoneGetsTheirOwnErrors(ExecutorService threads, int count, int failures)
      throws Exception {
    try (LibvirtDriver driver = TestHost.connect(directory)) {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        callers.add(threads.submit(() -> failAndSucceed(driver, failures)));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void failAndSucceed(LibvirtDriver driver, int failures) {
    for (int i = 0; i < failures; i++) {
      String nothing = UUID.randomUUID().toString();
      assertThatThrownBy(() -> driver.storage().volumePath(TestHost.IMAGES, nothing))
          .isInstanceOf(NotFoundException.class)
          .hasMessageStartingWith("storage volume '" + nothing + "'")
          .hasMessageContaining("matching name '" + nothing + "'");
      assertThat(driver.domains().state(TestHost.WEB).active()).isTrue();
    }
  }
}
