package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.StatsGroup;
import io.kvmsdk.domain.StatsQuery;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.driver.ConsoleDriver.Line;
import io.kvmsdk.internal.driver.SnapshotDriver;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import io.kvmsdk.libvirt.internal.StreamHost.Transfer;
import io.kvmsdk.network.NetworkEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of all kinds, some 230 000 of them, give back all that they took. */
@Timeout(300)
@RequiresLibvirt
class LeakTest {
  private static final StatsQuery STATE = StatsQuery.of(Set.of(StatsGroup.STATE));

  /** 55 000 handles of some 100 bytes each would be 5.5 MiB. */
  private static final long MOST_KIB = 4096;

  @TempDir Path directory;

  /** What is done over and over; {@code rounds} are done three times. */
  enum Work {
    LOOKUPS(5_000) {
      @Override
      void round(LibvirtDriver driver) {
        driver.domains().state(TestHost.WEB);
        driver.domains().info(TestHost.WEB);
        driver.domains().xml(TestHost.WEB, true);
        driver.domains().findByName("nobody");
        driver.domains().list();
        driver.storage().volumeInfo(TestHost.IMAGES, "disk.qcow2");
        driver.storage().poolInfo(TestHost.IMAGES);
        driver.networks().list();
        fail(driver);
      }

      private void fail(LibvirtDriver driver) {
        try {
          driver.storage().volumePath(TestHost.IMAGES, "nothing");
        } catch (NotFoundException e) {
          return;
        }
        throw new AssertionError("found what is not there");
      }
    },
    EVENTS(2_000) {
      @Override
      void round(LibvirtDriver driver) {
        Set<Class<? extends DomainEvent>> kinds = Set.of(DomainEvent.class);
        Registration first = driver.events().listen(DomainEvent.class, kinds, event -> {});
        Registration second =
            driver.events().listen(NetworkEvent.class, Set.of(NetworkEvent.class), event -> {});
        driver.domains().suspend(TestHost.WEB);
        driver.domains().resume(TestHost.WEB);
        first.close();
        second.close();
      }
    },
    SNAPSHOTS(1_000) {
      @Override
      void round(LibvirtDriver driver) {
        SnapshotDriver snapshots = driver.snapshots();
        snapshots.create(
            TestHost.WEB, "<domainsnapshot><name>s</name></domainsnapshot>", false, false);
        snapshots.list(TestHost.WEB);
        snapshots.current(TestHost.WEB);
        snapshots.exists(TestHost.WEB, "s");
        snapshots.xml(TestHost.WEB, "s");
        snapshots.delete(TestHost.WEB, "s", false);
      }
    },
    STATISTICS(5_000) {
      @Override
      void round(LibvirtDriver driver) {
        driver.stats().all(STATE);
        driver.stats().of(TestHost.WEB, STATE);
        driver.stats().nodeInfo();
      }
    },
    CONSOLES(100) {
      @Override
      void round(LibvirtDriver driver) {
        try (Line line = StreamHost.open(driver, ConsoleMode.EXCLUSIVE)) {
          line.send(new byte[1], 0, 1);
          line.receive(new byte[100], 0, 100);
        }
      }
    },
    STREAMS(25) {
      @Override
      void round(LibvirtDriver driver) {
        driver.screens().screenshot(StreamHost.domain(driver), 0);
        for (Transfer transfer : Transfer.values()) {
          transfer.run(driver.storage(), 1 << 20, () -> {});
        }
      }
    };

    final int rounds;

    Work(int rounds) {
      this.rounds = rounds;
    }

    abstract void round(LibvirtDriver driver);
  }

  /** Prints, for each work, how much more this process holds after it than before. */
  static final class Process {
    private Process() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      try (LibvirtDriver driver = LibvirtDriver.connect(URI.create(arguments[0]))) {
        for (String work : arguments[1].split(",")) {
          System.out.println(growth(driver, Work.valueOf(work)));
        }
      }
    }

    /** The first time loads classes, the second fills what is kept for later. */
    private static Growth growth(LibvirtDriver driver, Work work)
        throws IOException, InterruptedException {
      measured(driver, work);
      Growth before = measured(driver, work);
      return measured(driver, work).since(before);
    }

    private static Growth measured(LibvirtDriver driver, Work work)
        throws IOException, InterruptedException {
      for (int i = 0; i < work.rounds; i++) {
        work.round(driver);
      }
      awaitRest();
      System.gc(); // Buffers outside of the heap go with the objects that they belong to.
      ProcessUse use = ProcessUse.settled();
      return new Growth(work, use.files(), use.receivers(), residentKib());
    }

    /** Lines that are closed, threads of ours may still be ending, and libvirt's event loop. */
    private static void awaitRest() throws InterruptedException {
      while (ProcessUse.now().threads() > 0) {
        new EventPacer().pause(Duration.ofMillis(5));
      }
      EventLoop.settle(LibvirtLibrary.get());
      EventLoop.settle(LibvirtLibrary.get());
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
  }

  /** How much more is held after the third time than after the second. */
  record Growth(Work work, long files, long receivers, long kib) {
    Growth since(Growth before) {
      return new Growth(work, files - before.files, receivers - before.receivers, kib - before.kib);
    }

    @Override
    public String toString() {
      return work + " " + files + " " + receivers + " " + kib;
    }

    static Growth parse(String line) {
      String[] words = line.split(" ");
      return new Growth(
          Work.valueOf(words[0]),
          Long.parseLong(words[1]),
          Long.parseLong(words[2]),
          Long.parseLong(words[3]));
    }
  }

  @Test
  void calls_leaveNothingBehind() throws IOException, InterruptedException {
    assertNothingStays(
        TestHost.uri(directory), Work.LOOKUPS, Work.EVENTS, Work.SNAPSHOTS, Work.STATISTICS);
  }

  @Test
  @RequiresPrivateLibvirtd
  void streams_leaveNothingBehind() throws IOException, InterruptedException {
    try (PrivateLibvirtd daemon = PrivateLibvirtd.start("leaks")) {
      try (LibvirtDriver driver = LibvirtDriver.connect(daemon.uri())) {
        StreamHost.prepare(driver);
      }
      assertNothingStays(daemon.uri(), Work.CONSOLES, Work.STREAMS);
    }
  }

  private void assertNothingStays(URI host, Work... works)
      throws IOException, InterruptedException {
    List<String> heapThatIsThereFromTheStart =
        List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1");
    String names = Stream.of(works).map(Work::name).collect(Collectors.joining(","));

    ForkedJvm.Result result =
        ForkedJvm.run(directory, heapThatIsThereFromTheStart, Process.class, host, names);

    assertThat(result.err()).as("users of the closed connection").doesNotContain("still counts");
    assertThat(result.out().lines().map(Growth::parse))
        .hasSize(works.length)
        .allSatisfy(
            growth -> {
              assertThat(growth.files()).as("open files").isLessThanOrEqualTo(0);
              assertThat(growth.receivers()).as("receivers of callbacks").isZero();
              assertThat(growth.kib()).as("resident KiB").isLessThan(MOST_KIB);
            });
  }
}
