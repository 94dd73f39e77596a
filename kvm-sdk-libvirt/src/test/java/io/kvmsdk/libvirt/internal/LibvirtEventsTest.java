package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainEvent.Lifecycle.Kind;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.event.GapCause;
import io.kvmsdk.event.Registration;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.network.NetworkEvent;
import io.kvmsdk.storage.StoragePoolEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events, on libvirt's test driver. */
@Timeout(180)
@RequiresLibvirt
class LibvirtEventsTest {
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

  private Registration listen(Consumer<DomainEvent> listener) {
    return driver.events().listen(DomainEvent.class, Set.of(DomainEvent.class), listener);
  }

  private void expect(Kind... kinds) throws InterruptedException {
    for (Kind kind : kinds) {
      DomainEvent.Lifecycle event = (DomainEvent.Lifecycle) seen.take();
      assertThat(event.kind()).isEqualTo(kind);
      assertThat(event.name()).isEqualTo("web");
      assertThat(event.uuid()).isEqualTo(TestHost.WEB);
    }
  }

  @Test
  void listen_tellsInOrderWhatHappens() throws InterruptedException {
    listen(seen::add);

    driver.domains().suspend(TestHost.WEB);
    driver.domains().resume(TestHost.WEB);
    driver.domains().destroy(TestHost.WEB);
    driver.domains().undefine(TestHost.WEB, Nvram.REMOVE);

    expect(Kind.SUSPENDED, Kind.RESUMED, Kind.STOPPED, Kind.UNDEFINED);
  }

  @Test
  void listen_asksForTheKindsThatAreWantedAlone() throws InterruptedException {
    BlockingQueue<DomainEvent> reboots = new LinkedBlockingQueue<>();
    driver.events().listen(DomainEvent.class, Set.of(DomainEvent.Reboot.class), reboots::add);
    listen(seen::add);

    driver.domains().suspend(TestHost.WEB);

    expect(Kind.SUSPENDED);
    assertThat(reboots).isEmpty();
  }

  @Test
  void listen_tellsOfNetworksAndPools() throws InterruptedException {
    BlockingQueue<NetworkEvent> networks = new LinkedBlockingQueue<>();
    BlockingQueue<StoragePoolEvent> pools = new LinkedBlockingQueue<>();
    driver.events().listen(NetworkEvent.class, Set.of(NetworkEvent.class), networks::add);
    driver.events().listen(StoragePoolEvent.class, Set.of(StoragePoolEvent.class), pools::add);

    driver.networks().destroy(TestHost.LAB);
    driver.storage().refreshPool(TestHost.IMAGES);
    driver.storage().destroyPool(TestHost.IMAGES);

    assertThat(networks.take())
        .isEqualTo(
            new NetworkEvent.Lifecycle(TestHost.LAB, "lab", NetworkEvent.Lifecycle.Kind.STOPPED));
    assertThat(pools.take()).isEqualTo(new StoragePoolEvent.Refreshed(TestHost.IMAGES, "images"));
    assertThat(pools.take())
        .isEqualTo(
            new StoragePoolEvent.Lifecycle(
                TestHost.IMAGES, "images", StoragePoolEvent.Lifecycle.Kind.STOPPED));
  }

  @Test
  void listen_tellsAListenerThatIsTooSlow_thatItMissedEvents() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    listen(
        event -> {
          awaitQuietly(release);
          seen.add(event);
        });
    for (int i = 0; i < Listening.CAPACITY / 2 + 10; i++) {
      driver.domains().suspend(TestHost.WEB);
      driver.domains().resume(TestHost.WEB);
    }
    awaitIdleLoop();

    release.countDown();

    DomainEvent last = seen.take();
    int before = 0;
    while (last instanceof DomainEvent.Lifecycle) {
      before++;
      last = seen.take();
    }
    assertThat(last).isEqualTo(new DomainEvent.Gap(GapCause.OVERFLOW));
    assertThat(before).isBetween(Listening.CAPACITY, Listening.CAPACITY + 1);
    driver.domains().suspend(TestHost.WEB);
    expect(Kind.SUSPENDED);
  }

  /** All that libvirt has to tell so far, it has told. */
  private static void awaitIdleLoop() {
    EventLoop.settle(LibvirtLibrary.get());
    EventLoop.settle(LibvirtLibrary.get());
  }

  @Test
  void listen_survivesAListenerThatThrows() throws InterruptedException {
    listen(
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
    listen(event -> awaitQuietly(release));
    listen(seen::add);

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
    listen(
        event -> {
          if (event instanceof DomainEvent.Lifecycle e && e.kind() == Kind.SUSPENDED) {
            driver.domains().resume(e.uuid());
          }
          seen.add(event);
        });

    driver.domains().suspend(TestHost.WEB);

    expect(Kind.SUSPENDED, Kind.RESUMED);
  }

  @Test
  void close_ofARegistrationEndsItsEventsOnly() throws InterruptedException {
    BlockingQueue<DomainEvent> ended = new LinkedBlockingQueue<>();
    Registration registration = listen(ended::add);
    listen(seen::add);

    registration.close();
    registration.close();
    driver.domains().suspend(TestHost.WEB);

    expect(Kind.SUSPENDED);
    assertThat(ended).isEmpty();
  }

  @Test
  void close_ofTheDriverEndsItsThreads() throws InterruptedException {
    Set<Thread> others = listeners();
    listen(seen::add);
    Set<Thread> ours = listeners();
    ours.removeAll(others);
    assertThat(ours).hasSize(1);

    driver.close();

    for (Thread listener : ours) {
      listener.join();
    }
  }

  private static Set<Thread> listeners() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("kvmsdk-libvirt-listener"))
        .collect(Collectors.toSet());
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
