package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kvmsdk.ConnectOptions;
import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Console;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import io.kvmsdk.libvirt.internal.StreamHost.Transfer;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A daemon that dies or hangs while bytes flow. */
@RequiresPrivateLibvirtd
@Timeout(180)
class StreamLossTest {
  private static final ConnectOptions QUICK =
      ConnectOptions.builder().keepAliveInterval(Duration.ofSeconds(1)).keepAliveCount(2).build();

  /** Three intervals without a word, and what a busy machine takes on top. */
  private static final Duration KEEPALIVE_BOUND = Duration.ofSeconds(3 + 20);

  private static PrivateLibvirtd daemon;

  private final EventPacer pacer = new EventPacer();
  private LibvirtDriver driver;

  @BeforeAll
  static void startDaemon() {
    daemon = PrivateLibvirtd.start("streams");
    try (LibvirtDriver first = LibvirtDriver.connect(daemon.uri())) {
      StreamHost.prepare(first);
    }
  }

  @AfterAll
  static void endDaemon() {
    daemon.close();
  }

  @BeforeEach
  void connect() {
    driver = LibvirtDriver.connect(daemon.uri(), QUICK);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  /** What may befall a daemon, and how it is there again. */
  enum Blow {
    KILLED {
      @Override
      void fall() {
        daemon.kill();
      }

      @Override
      void recover() {
        daemon.start();
      }
    },
    FROZEN {
      @Override
      void fall() {
        daemon.freeze();
      }

      @Override
      void recover() {
        daemon.thaw();
      }
    };

    abstract void fall();

    abstract void recover();
  }

  @ParameterizedTest
  @EnumSource
  void aReader_isToldOfTheLoss_andNothingStays(Blow blow) throws Exception {
    ProcessUse before = ProcessUse.now();
    try (Hypervisor kvm = Kvm.connect(daemon.uri(), QUICK)) {
      Console console = kvm.domains().get(StreamHost.DOMAIN).console();
      CompletableFuture<Throwable> reader =
          CompletableFuture.supplyAsync(() -> catchThrowable(() -> console.input().read()));
      Duration since = pacer.elapsed();
      blow.fall();
      try {
        assertThat(reader.get())
            .isInstanceOf(IOException.class)
            .hasMessageContaining("the connection to the host was lost")
            .hasCauseInstanceOf(ConnectionLostException.class);
        assertThatThrownBy(() -> console.send("x")).isInstanceOf(ConnectionLostException.class);
        console.close();
        assertThat(pacer.elapsed().minus(since)).isLessThan(KEEPALIVE_BOUND);
      } finally {
        blow.recover();
      }
    }
    before.awaitReturn();
  }

  @ParameterizedTest
  @EnumSource
  void aTransfer_endsAsLost_whenTheDaemonDies(Transfer transfer) throws InterruptedException {
    ProcessUse before = ProcessUse.now();

    assertEndsAsLost(transfer, Blow.KILLED);

    driver.close();
    before.awaitReturn();
  }

  @ParameterizedTest
  @EnumSource
  void aTransfer_endsAsLost_withinTheKeepaliveBound_whenTheDaemonHangs(Transfer transfer) {
    Duration since = pacer.elapsed();

    assertEndsAsLost(transfer, Blow.FROZEN);

    assertThat(pacer.elapsed().minus(since)).isLessThan(KEEPALIVE_BOUND);
  }

  private void assertEndsAsLost(Transfer transfer, Blow blow) {
    AtomicInteger blocks = new AtomicInteger();
    try {
      assertThatThrownBy(
              () ->
                  transfer.run(
                      driver.storage(),
                      StreamHost.VOLUME,
                      () -> {
                        if (blocks.incrementAndGet() == 3) {
                          blow.fall();
                        }
                      }))
          .isInstanceOf(ConnectionLostException.class);
    } finally {
      blow.recover();
    }
    assertThat(blocks.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aScreenshot_endsAsLost_withinTheKeepaliveBound_whenTheDaemonHangs() {
    UUID domain = StreamHost.domain(driver);
    assertThat(driver.screens().screenshot(domain, 0).width()).isPositive();
    Duration since = pacer.elapsed();
    daemon.freeze();
    try {
      assertThatThrownBy(() -> driver.screens().screenshot(domain, 0))
          .isInstanceOf(ConnectionLostException.class);
      assertThat(pacer.elapsed().minus(since)).isLessThan(KEEPALIVE_BOUND);
    } finally {
      daemon.thaw();
    }
  }
}
