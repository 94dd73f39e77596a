package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.ConnectOptions;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon serves five calls of a client at once; short ones must not wait for long ones. Here the
 * long ones end when the test says so: a short one that waited for any of them would wait for ever.
 * How long short ones take meanwhile, {@code examples/bench-latency} measures.
 */
@RequiresPrivateLibvirtd
@Timeout(180)
class LongCallsTest {
  private static final int JOBS = 8;
  private static final int CALLERS = 4;
  private static final int CALLS_EACH = 250;

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private PrivateLibvirtd daemon;
  private LibvirtDriver driver;

  @BeforeEach
  void prepare() {
    daemon = PrivateLibvirtd.start("long");
    driver = LibvirtDriver.connect(daemon.uri());
  }

  @AfterEach
  void end() {
    threads.shutdown();
    try {
      driver.close();
    } finally {
      daemon.close();
    }
  }

  @Test
  void shortCalls_goOn_whileEightLongOnesAreUnderWay() throws Exception {
    assertOthersGoOn(domainsThatStartSlowly(), domain -> driver.domains().create(domain));
  }

  /** As those of a server of NFS that is silent. */
  @Test
  void shortCalls_goOn_whileEightPoolsAreMounted() throws Exception {
    assertOthersGoOn(poolsThatAreMountedSlowly(), driver.storage()::createPool);
  }

  private void assertOthersGoOn(List<UUID> objects, Consumer<UUID> longCall) throws Exception {
    List<CompletableFuture<Void>> starts = new ArrayList<>();
    for (UUID object : objects) {
      starts.add(CompletableFuture.runAsync(() -> longCall.accept(object), threads));
      awaitUnderWay(starts);
    }

    List<CompletableFuture<Void>> callers =
        Stream.generate(() -> CompletableFuture.runAsync(this::callOften, threads))
            .limit(CALLERS)
            .toList();
    for (CompletableFuture<Void> caller : callers) {
      caller.get();
    }

    assertThat(starts).noneMatch(CompletableFuture::isDone);
    Files.createFile(folder.resolve("go"));
    for (CompletableFuture<Void> start : starts) {
      assertThat(start)
          .failsWithin(Duration.ofMinutes(2))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(KvmException.class);
    }
  }

  @Test
  void callsThatGuestsAnswer_doNotWaitForLongOnes() throws Exception {
    CountDownLatch underWay = new CountDownLatch(OwnLines.JOBS);
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 0; i < OwnLines.JOBS; i++) {
      threads.execute(() -> driver.connection().longRun(() -> stay(underWay, go)));
    }
    underWay.await();

    assertThat(driver.connection().guestCall(() -> driver.domains().list())).isEmpty();
    go.countDown();
  }

  private static void stay(CountDownLatch there, CountDownLatch until) {
    there.countDown();
    try {
      until.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody knows this thread", e);
    }
  }

  /** Of two that come together on one link, libvirt's client may leave one unsent for seconds. */
  @Test
  void transfers_haveALinkEach_andLeaveItToTheNext() {
    ConnectOptions options = ConnectOptions.builder().build();
    try (Connection connection = Connection.open(LibvirtLibrary.get(), daemon.uri(), options)) {
      Link shared = connection.call(c -> Link.inUse());
      Link first;
      try (LinkLease one = connection.lease();
          LinkLease other = connection.lease()) {
        first = one.link();
        assertThat(Set.of(shared, first, other.link())).hasSize(3);
      }
      try (LinkLease next = connection.lease()) {
        assertThat(next.link()).isSameAs(first);
      }
    }
  }

  private void callOften() {
    for (int i = 0; i < CALLS_EACH; i++) {
      driver.domains().list();
    }
  }

  private List<UUID> domainsThatStartSlowly() throws IOException {
    Path emulator =
        program(
            """
            case "$*" in *guest=kvmsdk-slow-*)
              %s
            esac
            exec qemu-system-x86_64 "$@"
            """
                .formatted(slowly()));
    return IntStream.range(0, JOBS).mapToObj(i -> define("kvmsdk-slow-" + i, emulator)).toList();
  }

  private List<UUID> poolsThatAreMountedSlowly() throws IOException {
    daemon.run("mount", "--bind", program(slowly()), "/usr/bin/mount").orFail();
    return IntStream.range(0, JOBS).mapToObj(i -> definePool("kvmsdk-slow-" + i)).toList();
  }

  /** Tells that it was called, and ends once it may. */
  private String slowly() {
    return """
    touch %1$s/started-$$
    while [ ! -e %1$s/go ]; do sleep 0.05; done
    exit 1
    """
        .formatted(folder);
  }

  /** One that everybody may run. */
  private Path program(String script) throws IOException {
    Path program = Files.writeString(folder.resolve("program"), "#!/bin/bash\n" + script);
    for (Path path : List.of(folder, program)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return program;
  }

  private UUID definePool(String name) {
    return driver
        .storage()
        .definePool(
            """
            <pool type='fs'>
              <name>%1$s</name>
              <source><device path='%2$s-device'/></source>
              <target><path>%2$s</path></target>
            </pool>
            """
                .formatted(name, folder.resolve(name)))
        .uuid();
  }

  private UUID define(String name, Path emulator) {
    return driver
        .domains()
        .define(
            """
            <domain type='qemu'>
              <name>%s</name>
              <memory unit='MiB'>16</memory>
              <os><type arch='x86_64' machine='pc'>hvm</type></os>
              <devices><emulator>%s</emulator></devices>
            </domain>
            """
                .formatted(name, emulator))
        .uuid();
  }

  /**
   * Asked for several at once, libvirt 9.0's daemon may leave some until another has ended: its
   * {@code virThreadPool} does not grow while more jobs wait than there are idle workers.
   */
  private void awaitUnderWay(List<CompletableFuture<Void>> starts) throws Exception {
    while (started() < starts.size()) {
      assertThat(starts).noneMatch(CompletableFuture::isDone);
      new EventPacer().pause(Duration.ofMillis(10));
    }
  }

  private long started() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("started-")).count();
    }
  }
}
