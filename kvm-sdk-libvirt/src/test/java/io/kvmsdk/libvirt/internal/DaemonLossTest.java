package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.ConnectOptions;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.event.GapCause;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A daemon that dies, hangs and comes back, under load. */
@RequiresPrivateLibvirtd
@Timeout(300)
class DaemonLossTest {
  private static final Duration CONNECTING = Duration.ofSeconds(5);

  private static final ConnectOptions QUICK =
      ConnectOptions.builder().keepAliveInterval(Duration.ofSeconds(1)).keepAliveCount(2).build();

  /** A machine that stands still for a while is no silent host. */
  private static final ConnectOptions PATIENT =
      ConnectOptions.builder()
          .keepAliveInterval(Duration.ofHours(1))
          .connectTimeout(Duration.ofHours(1))
          .build();

  /** Three intervals without a word, and what a busy machine takes on top. */
  private static final Duration KEEPALIVE_BOUND = Duration.ofSeconds(3 + 20);

  private static PrivateLibvirtd daemon;

  private final EventPacer pacer = new EventPacer();
  private final BlockingQueue<DomainEvent> seen = new LinkedBlockingQueue<>();
  private LibvirtDriver driver;

  @BeforeAll
  static void startDaemon() {
    daemon = PrivateLibvirtd.start("loss");
  }

  @AfterAll
  static void endDaemon() {
    daemon.close();
  }

  @BeforeEach
  void connect() {
    connect(PATIENT);
  }

  private void connect(ConnectOptions options) {
    if (driver != null) {
      driver.close();
    }
    driver = LibvirtDriver.connect(daemon.uri(), options);
  }

  /** The domains would be there for the next test. */
  @AfterEach
  void close() {
    driver.close();
    for (String name : List.of("kvmsdk-before", "kvmsdk-slow")) {
      daemon.virsh("undefine", name);
    }
  }

  private void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      rest();
    }
  }

  private void rest() {
    try {
      pacer.pause(Duration.ofMillis(5));
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while something was awaited", e);
    }
  }

  private boolean answers() {
    try {
      driver.domains().list();
      return true;
    } catch (ConnectionLostException e) {
      return false;
    }
  }

  private void listen() {
    driver.events().listen(DomainEvent.class, Set.of(DomainEvent.class), seen::add);
  }

  private ObjectRef define(String name) {
    return driver
        .domains()
        .define(
            """
            <domain type='qemu'>
              <name>%s</name>
              <memory unit='MiB'>16</memory>
              <os><type arch='x86_64' machine='q35'>hvm</type></os>
            </domain>
            """
                .formatted(name));
  }

  private Duration timeOf(Runnable action) {
    Duration before = pacer.elapsed();
    action.run();
    return pacer.elapsed().minus(before);
  }

  /** How a daemon may end. */
  enum End {
    KILLED {
      @Override
      void happen() {
        daemon.kill();
      }
    },
    TERMINATED {
      @Override
      void happen() {
        daemon.terminate();
      }
    };

    abstract void happen();
  }

  /** Many threads that call without a pause, and what came of it. */
  private final class Load {
    final AtomicInteger done = new AtomicInteger();
    final AtomicInteger lost = new AtomicInteger();
    final AtomicInteger endedInterrupted = new AtomicInteger();
    final Set<Thread> losers = ConcurrentHashMap.newKeySet();
    final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread[] threads =
        IntStream.range(0, 24).mapToObj(i -> new Thread(this::run)).toArray(Thread[]::new);

    Load() {
      for (Thread thread : threads) {
        thread.start();
      }
    }

    private void run() {
      while (end.getCount() > 0) {
        try {
          driver.domains().list();
          driver.networks().list();
          done.incrementAndGet();
        } catch (ConnectionLostException e) {
          lost.incrementAndGet();
          losers.add(Thread.currentThread());
          rest();
        } catch (RuntimeException | Error e) {
          wrong.add(e);
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        endedInterrupted.incrementAndGet();
      }
    }

    void interrupt() {
      List.of(threads).forEach(Thread::interrupt);
    }

    void awaitMore() {
      int before = done.get();
      await(() -> done.get() > before + 200);
    }

    void awaitLossOfEach() {
      await(() -> losers.size() == threads.length);
    }

    void end() throws InterruptedException {
      end.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void calls_endAsLost_andGoOnOnceTheDaemonIsBack(End end) throws InterruptedException {
    Load load = new Load();
    load.awaitMore();

    end.happen();
    await(() -> load.lost.get() > 0);
    daemon.start();
    load.awaitMore();
    load.end();

    assertThat(load.wrong).isEmpty();
  }

  @Test
  void calls_endWithinTheKeepaliveBound_whenTheDaemonHangs() {
    connect(QUICK.toBuilder().connectTimeout(CONNECTING).build());
    daemon.freeze();
    try {
      assertThat(timeOf(() -> assertThat(answers()).isFalse())).isLessThan(KEEPALIVE_BOUND);
      assertThat(timeOf(this::refusedAsSilent)).isBetween(CONNECTING, CONNECTING.plusSeconds(20));
      assertThat(timeOf(this::refusedAsSilent)).isLessThan(CONNECTING);
    } finally {
      daemon.thaw();
    }
    await(this::answers);
  }

  /** Of those that waited on one connection together, libvirt 9.0's client ends one alone. */
  @Test
  void callsOfManyThreads_allEndWithinTheKeepaliveBound_whenTheDaemonHangs()
      throws InterruptedException {
    connect(QUICK.toBuilder().connectTimeout(CONNECTING).build());
    Load load = new Load();
    load.awaitMore();
    daemon.freeze();
    try {
      assertThat(timeOf(load::awaitLossOfEach)).isLessThan(KEEPALIVE_BOUND.plus(CONNECTING));
    } finally {
      daemon.thaw();
    }
    load.awaitMore();
    load.end();

    assertThat(load.wrong).isEmpty();
  }

  /** A call does not notice an interrupt, nor while others are before it. */
  @Test
  void callsOfManyThreads_areMade_thoughTheirThreadsAreInterrupted() throws InterruptedException {
    Load load = new Load();
    load.awaitMore();
    load.interrupt();
    load.awaitMore();
    load.end();

    assertThat(load.wrong).isEmpty();
    assertThat(load.lost).hasValue(0);
    assertThat(load.endedInterrupted).hasValue(load.threads.length);
  }

  /** Nor while another line is made for it, as the first one is busy. */
  @Test
  void aCall_isMade_thoughItsThreadIsInterrupted_whileItWaitsForALine() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread other =
        new Thread(
            () ->
                driver
                    .connection()
                    .call(
                        c -> {
                          busy.countDown();
                          return stay(release);
                        }));
    FutureTask<Boolean> call =
        new FutureTask<>(
            () -> {
              driver.domains().list();
              return Thread.currentThread().isInterrupted();
            });
    Thread caller = new Thread(call);
    other.start();
    busy.await();
    daemon.freeze();
    try {
      caller.start();
      await(() -> caller.getState() == Thread.State.TIMED_WAITING);
      caller.interrupt();
    } finally {
      daemon.thaw();
    }

    assertThat(call.get()).as("the interrupt is left to whoever looks next").isTrue();
    release.countDown();
    other.join();
  }

  private static boolean stay(CountDownLatch until) {
    try {
      until.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void refusedAsSilent() {
    assertThatThrownBy(() -> driver.domains().list())
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageContaining("has not answered for 5 s");
  }

  @Test
  void anUpload_endsAsLost_andIsNotTakenForWhole() {
    StorageDriver storage = driver.storage();
    UUID pool = FolderPool.create(storage, "loss", "/var/lib/libvirt/loss").uuid();
    storage.createVolume(
        pool,
        "<volume><name>v</name><capacity unit='MiB'>8</capacity><allocation>0</allocation>"
            + "<target><format type='raw'/></target></volume>");
    AtomicInteger blocks = new AtomicInteger();

    assertThatThrownBy(
            () ->
                storage.upload(
                    pool,
                    "v",
                    0,
                    8 << 20,
                    false,
                    block -> {
                      if (blocks.incrementAndGet() == 3) {
                        daemon.kill();
                      }
                      block.put(new byte[block.remaining()]);
                    }))
        .isInstanceOf(ConnectionLostException.class);

    assertThat(blocks.get()).isLessThan(20);
    daemon.start();
    await(this::answers);
  }

  /** The JVM's own threads are never in the hands of a daemon. */
  @Test
  void cleaners_runOn_whileTheDaemonHangs() {
    daemon.freeze();
    CountDownLatch cleaned = new CountDownLatch(1);
    Thread stuck = new Thread(this::answers);
    try {
      stuck.start();
      Cleaner.create().register(new Object(), cleaned::countDown);
      await(
          () -> {
            System.gc();
            return cleaned.getCount() == 0;
          });
      assertThat(stuck.isAlive()).isTrue();
    } finally {
      daemon.thaw();
    }
    await(() -> !stuck.isAlive());
  }

  @Test
  void events_goOnBehindAGap_thoughNobodyCalls() throws InterruptedException {
    listen();
    ObjectRef before = define("kvmsdk-before");
    assertThat(seen.take()).isInstanceOf(DomainEvent.Lifecycle.class);

    daemon.restart();

    assertThat(seen.take()).isEqualTo(new DomainEvent.Gap(GapCause.RECONNECTED));
    daemon.virsh("undefine", "kvmsdk-before").orFail();
    assertThat(seen.take())
        .isInstanceOfSatisfying(
            DomainEvent.Lifecycle.class, e -> assertThat(e.uuid()).isEqualTo(before.uuid()));
  }

  /** Of what is asked for on another link than the one that has followers, all would come twice. */
  @Test
  void events_comeOnce_thoughOthersCallWhileTheyAreAskedFor() throws InterruptedException {
    Load load = new Load();
    load.awaitMore();
    for (int i = 0; i < 8; i++) {
      listen();
    }
    load.end();

    driver.domains().undefine(define("kvmsdk-before").uuid(), Nvram.REMOVE);

    List<DomainEvent.Lifecycle.Kind> kinds = new ArrayList<>();
    while (Collections.frequency(kinds, DomainEvent.Lifecycle.Kind.UNDEFINED) < 8) {
      kinds.add(((DomainEvent.Lifecycle) seen.take()).kind());
    }
    assertThat(kinds).hasSize(16);
  }

  @Test
  void events_ofAListenerThatBlocks_doNotCostTheConnection() throws InterruptedException {
    connect(QUICK);
    CountDownLatch release = new CountDownLatch(1);
    driver
        .events()
        .listen(
            DomainEvent.class,
            Set.of(DomainEvent.class),
            event -> {
              seen.add(event);
              stay(release);
            });
    ObjectRef domain = define("kvmsdk-slow");
    seen.take();
    Duration end = pacer.elapsed().plusSeconds(4);

    await(() -> pacer.elapsed().compareTo(end) > 0);

    driver.domains().undefine(domain.uuid(), Nvram.REMOVE);
    release.countDown();
    assertThat(seen.take()).isInstanceOf(DomainEvent.Lifecycle.class);
  }

  @Test
  void close_endsWhoeverWaitsForAConnection() throws InterruptedException {
    connect(QUICK);
    listen();
    daemon.freeze();
    try {
      assertThat(answers()).isFalse();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread waiting =
          new Thread(
              () -> {
                try {
                  driver.domains().list();
                } catch (RuntimeException e) {
                  thrown.set(e);
                }
              });
      waiting.start();
      await(() -> waiting.getState() == Thread.State.TIMED_WAITING);

      driver.close();
      waiting.join();

      assertThat(thrown.get()).isInstanceOf(ConflictException.class);
    } finally {
      daemon.thaw();
    }
  }

  @Test
  void losses_leaveNothingBehind() throws InterruptedException {
    driver.close();
    daemon.restart();
    ProcessUse before = ProcessUse.now();

    for (int i = 0; i < 3; i++) {
      seen.clear();
      connect();
      listen();
      ProcessUse linked = ProcessUse.now();
      daemon.restart();
      await(() -> seen.contains(new DomainEvent.Gap(GapCause.RECONNECTED)));
      linked.awaitReturn();
      driver.close();
    }

    before.awaitReturn();
  }
}
