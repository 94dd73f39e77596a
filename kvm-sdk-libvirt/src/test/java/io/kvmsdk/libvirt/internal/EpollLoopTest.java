package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.libvirt.RequiresLibvirt;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code libvirt-event.h} asks of an event loop, by way of libvirt. */
@Timeout(180)
@RequiresLibvirt
class EpollLoopTest {
  private static final int READABLE = 1;
  private static final int WRITABLE = 2;
  private static final int HANGUP = 8;

  /** {@code virEventHandleCallback}. */
  interface OnHandle extends Callback {
    void call(int watch, int file, int events, Pointer opaque);
  }

  /** {@code virEventTimeoutCallback}. */
  interface OnTimeout extends Callback {
    void call(int timer, Pointer opaque);
  }

  /** {@code virFreeCallback}. */
  interface OnFree extends Callback {
    void call(Pointer opaque);
  }

  interface Events extends Library {
    int virEventAddHandle(int file, int events, OnHandle function, Pointer opaque, OnFree free);

    void virEventUpdateHandle(int watch, int events);

    int virEventRemoveHandle(int watch);

    int virEventAddTimeout(int millis, OnTimeout function, Pointer opaque, OnFree free);

    void virEventUpdateTimeout(int timer, int millis);

    int virEventRemoveTimeout(int timer);
  }

  interface C extends Library {
    int socketpair(int domain, int type, int protocol, int[] files);

    long write(int file, byte[] bytes, long size);

    long read(int file, byte[] bytes, long size);

    int close(int file);
  }

  private static final Pointer OPAQUE = new Pointer(42);

  private final Events events = Native.load("virt", Events.class);
  private final C c = Native.load("c", C.class);
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final OnHandle onHandle =
      (watch, file, what, opaque) -> heard.add("ready " + what + " " + Pointer.nativeValue(opaque));
  private final OnFree onFree = opaque -> heard.add("freed " + Pointer.nativeValue(opaque));
  private final int[] pair = new int[2];

  @BeforeEach
  void open() {
    LibvirtLibrary.get();
    assertThat(c.socketpair(1, 1, 0, pair)).isZero();
  }

  @AfterEach
  void close() {
    close(0);
    close(1);
  }

  /** Once: its number may be another file's by now. */
  private void close(int end) {
    if (pair[end] >= 0) {
      c.close(pair[end]);
      pair[end] = -1;
    }
  }

  private String next() throws InterruptedException {
    return heard.poll(60, TimeUnit.SECONDS);
  }

  /** The loop has come round twice, so that what was ready has been told. */
  private void settle() {
    EventLoop.settle(LibvirtLibrary.get());
    EventLoop.settle(LibvirtLibrary.get());
  }

  /** An application that has libvirt's own loop, and prints what an event of ours says. */
  static final class LoopOfItsOwn {
    public static void main(String[] arguments) throws InterruptedException {
      LibvirtApi api = LibvirtLibrary.load("virt");
      EventLoop.run(EventLoop.libvirts(api));
      try (LibvirtDriver driver = LibvirtDriver.connect(URI.create(arguments[0]))) {
        BlockingQueue<DomainEvent> seen = new LinkedBlockingQueue<>();
        driver.events().listen(DomainEvent.class, Set.of(DomainEvent.Lifecycle.class), seen::add);
        driver.domains().suspend(TestHost.WEB);
        System.out.println(((DomainEvent.Lifecycle) seen.take()).kind());
      }
    }
  }

  @Test
  void loopOfTheApplications_isUsedAsItIs(@TempDir Path directory)
      throws IOException, InterruptedException {
    ForkedJvm.Result result =
        ForkedJvm.run(directory, List.of(), LoopOfItsOwn.class, TestHost.uri(directory));

    assertThat(result.out()).isEqualTo("SUSPENDED\n");
    assertThat(result.err()).doesNotContain("still counts", "stuck");
  }

  @Test
  void settle_waitsForTheLoop_thoughItsThreadIsInterrupted() throws InterruptedException {
    BlockingQueue<Thread.State> seen = new LinkedBlockingQueue<>();
    Thread settling =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              EventLoop.settle(LibvirtLibrary.get());
              heard.add("interrupted " + Thread.currentThread().isInterrupted());
            });
    OnHandle busy =
        (watch, file, what, opaque) -> {
          events.virEventUpdateHandle(watch, 0);
          settling.start();
          seen.add(restOf(settling));
        };
    int watch = events.virEventAddHandle(pair[0], READABLE, busy, OPAQUE, onFree);
    c.write(pair[1], new byte[1], 1);

    assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo(Thread.State.TIMED_WAITING);
    assertThat(next()).isEqualTo("interrupted true");
    events.virEventRemoveHandle(watch);
    assertThat(next()).isEqualTo("freed 42");
  }

  /** Where a thread comes to rest: as it waits, or at its end. */
  private static Thread.State restOf(Thread thread) {
    Thread.State state = thread.getState();
    while (state != Thread.State.TIMED_WAITING && state != Thread.State.TERMINATED) {
      Thread.onSpinWait();
      state = thread.getState();
    }
    return state;
  }

  @Test
  void handle_isTold_asLongAsItIsReady() throws InterruptedException {
    int watch = events.virEventAddHandle(pair[0], READABLE, onHandle, OPAQUE, onFree);
    settle();
    assertThat(heard).isEmpty();

    c.write(pair[1], new byte[1], 1);

    assertThat(next()).isEqualTo("ready 1 42");
    assertThat(next()).isEqualTo("ready 1 42");
    events.virEventRemoveHandle(watch);
  }

  @Test
  void handle_isNotTold_whileNobodyAsks() throws InterruptedException {
    int watch = events.virEventAddHandle(pair[0], 0, onHandle, OPAQUE, onFree);
    c.write(pair[1], new byte[1], 1);
    close(1);
    settle();
    assertThat(heard).isEmpty();

    events.virEventUpdateHandle(watch, READABLE | HANGUP);

    assertThat(next()).isEqualTo("ready " + (READABLE | HANGUP) + " 42");
    events.virEventUpdateHandle(watch, 0);
    settle();
    heard.clear();
    settle();
    assertThat(heard).isEmpty();
    events.virEventRemoveHandle(watch);
  }

  @Test
  void handle_canChangeWhatItAsksFor() throws InterruptedException {
    int watch = events.virEventAddHandle(pair[0], READABLE, onHandle, OPAQUE, onFree);

    events.virEventUpdateHandle(watch, WRITABLE);

    assertThat(next()).isEqualTo("ready " + WRITABLE + " 42");
    events.virEventRemoveHandle(watch);
  }

  @Test
  void handle_isFreedByTheLoop_onceItIsRemoved() throws InterruptedException {
    int watch = events.virEventAddHandle(pair[0], READABLE, onHandle, OPAQUE, onFree);

    assertThat(events.virEventRemoveHandle(watch)).isZero();

    assertThat(next()).isEqualTo("freed 42");
    c.write(pair[1], new byte[1], 1);
    settle();
    assertThat(heard).isEmpty();
    assertThat(events.virEventRemoveHandle(watch)).isNegative();
  }

  @Test
  void handle_thatRemovesItself_isFreedAfterwards() throws InterruptedException {
    OnHandle removing =
        (watch, file, what, opaque) -> {
          events.virEventRemoveHandle(watch);
          heard.add("removed");
        };
    c.write(pair[1], new byte[1], 1);

    events.virEventAddHandle(pair[0], READABLE, removing, OPAQUE, onFree);

    assertThat(next()).isEqualTo("removed");
    assertThat(next()).isEqualTo("freed 42");
  }

  @Test
  void handle_ofAFileThatIsNotOpen_isRefused() {
    assertThat(events.virEventAddHandle(99_999, READABLE, onHandle, OPAQUE, onFree)).isNegative();
  }

  @Test
  void timeout_comesAgainAndAgain_untilItIsRemoved() throws InterruptedException {
    OnTimeout onTimeout = (timer, opaque) -> heard.add("due " + Pointer.nativeValue(opaque));
    int timer = events.virEventAddTimeout(1, onTimeout, OPAQUE, onFree);
    assertThat(next()).isEqualTo("due 42");
    assertThat(next()).isEqualTo("due 42");

    events.virEventUpdateTimeout(timer, -1);
    settle();
    heard.clear();
    settle();
    assertThat(heard).isEmpty();

    events.virEventUpdateTimeout(timer, 0);
    assertThat(next()).isEqualTo("due 42");
    events.virEventUpdateTimeout(timer, -1);
    settle();
    heard.clear();
    assertThat(events.virEventRemoveTimeout(timer)).isZero();
    assertThat(next()).isEqualTo("freed 42");
    assertThat(events.virEventRemoveTimeout(timer)).isNegative();
  }
}
