package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainEvent.Kind;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.domain.Registration;
import io.kvmsdk.libvirt.RequiresLibvirt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lifecycle events, on libvirt's test driver. */
@Timeout(60)
@RequiresLibvirt
class LifecycleEventsTest {
  @TempDir Path directory;
  private final BlockingQueue<DomainEvent> seen = new LinkedBlockingQueue<>();
  private LibvirtDriver driver;

  @BeforeEach
  void connect() throws IOException {
    driver = TestHost.connect(directory);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private void expect(Kind... kinds) throws InterruptedException {
    for (Kind kind : kinds) {
      DomainEvent event = seen.take();
      assertThat(event.kind()).isEqualTo(kind);
      assertThat(event.name()).isEqualTo("web");
      assertThat(event.uuid()).isEqualTo(TestHost.WEB);
    }
  }

  @Test
  void listen_tellsInOrderWhatHappens() throws InterruptedException {
    driver.domains().listen(seen::add);

    driver.domains().suspend(TestHost.WEB);
    driver.domains().resume(TestHost.WEB);
    driver.domains().destroy(TestHost.WEB);
    driver.domains().undefine(TestHost.WEB, Nvram.REMOVE);

    expect(Kind.SUSPENDED, Kind.RESUMED, Kind.STOPPED, Kind.UNDEFINED);
  }

  @Test
  void listen_survivesAListenerThatThrows() throws InterruptedException {
    driver
        .domains()
        .listen(
            event -> {
              seen.add(event);
              throw new IllegalStateException("provoked by a test");
            });

    driver.domains().suspend(TestHost.WEB);
    driver.domains().resume(TestHost.WEB);

    expect(Kind.SUSPENDED, Kind.RESUMED);
  }

  @Test
  void listen_isNotHeldUpByAListenerThatBlocks() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    driver.domains().listen(event -> awaitQuietly(release));
    driver.domains().listen(seen::add);

    driver.domains().suspend(TestHost.WEB);
    driver.domains().resume(TestHost.WEB);

    expect(Kind.SUSPENDED, Kind.RESUMED);
    release.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void listen_letsTheListenerCallTheLibrary() throws InterruptedException {
    driver
        .domains()
        .listen(
            event -> {
              if (event.kind() == Kind.SUSPENDED) {
                driver.domains().resume(event.uuid());
              }
              seen.add(event);
            });

    driver.domains().suspend(TestHost.WEB);

    expect(Kind.SUSPENDED, Kind.RESUMED);
  }

  @Test
  void close_ofARegistrationEndsItsEventsOnly() throws InterruptedException {
    BlockingQueue<DomainEvent> ended = new LinkedBlockingQueue<>();
    Registration registration = driver.domains().listen(ended::add);
    driver.domains().listen(seen::add);

    registration.close();
    registration.close();
    driver.domains().suspend(TestHost.WEB);

    expect(Kind.SUSPENDED);
    assertThat(ended).isEmpty();
  }

  @Test
  void close_ofTheDriverEndsItsThreads() throws InterruptedException {
    driver.domains().listen(seen::add);
    Thread[] listeners =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().equals("kvmsdk-libvirt-listener"))
            .toArray(Thread[]::new);
    assertThat(listeners).isNotEmpty();

    driver.close();

    for (Thread listener : listeners) {
      listener.join();
    }
  }

  @Test
  void pause_endsWhenSomethingHappens() throws InterruptedException {
    CountDownLatch paused = new CountDownLatch(1);
    Thread waiter =
        new Thread(
            () -> {
              paused.countDown();
              pause(Duration.ofDays(1));
            });
    waiter.start();
    paused.await();

    while (waiter.isAlive()) {
      driver.domains().suspend(TestHost.WEB);
      driver.domains().resume(TestHost.WEB);
      waiter.join(10);
    }
  }

  @Test
  void pause_endsAtTheLatestAfterTheTimeGiven() throws InterruptedException {
    Duration before = driver.pacer().elapsed();

    driver.pacer().pause(Duration.ofMillis(20));

    assertThat(driver.pacer().elapsed().minus(before)).isGreaterThan(Duration.ofMillis(19));
  }

  @Test
  void pause_endsAtOnceWhenInterrupted() throws InterruptedException {
    Thread waiter = new Thread(() -> pause(Duration.ofDays(1)));
    waiter.start();

    waiter.interrupt();

    waiter.join();
  }

  private void pause(Duration atMost) {
    try {
      driver.pacer().pause(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
