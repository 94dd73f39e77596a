package io.kvmsdk.libvirt.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What this process holds that a forgotten line or connection would keep.
 *
 * @param files open ones
 * @param receivers of libvirt's callbacks
 * @param threads of the adapter's own that wait for one host
 */
record ProcessUse(long files, int receivers, long threads) {
  static ProcessUse now() {
    return new ProcessUse(openFiles(), Receivers.count(), ownThreads());
  }

  /** The least of some looks: the JVM opens files of the host's now and then. */
  static ProcessUse settled() throws InterruptedException {
    ProcessUse least = now();
    for (int look = 0; look < 20; look++) {
      new EventPacer().pause(Duration.ofMillis(5));
      ProcessUse seen = now();
      least =
          new ProcessUse(
              Math.min(least.files, seen.files),
              Math.min(least.receivers, seen.receivers),
              Math.min(least.threads, seen.threads));
    }
    return least;
  }

  private static long openFiles() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().matches("kvmsdk-libvirt-(listener|connect|console)"))
        .count();
  }

  /** Waits until no more is held than was: libvirt's event loop closes the last sockets. */
  void awaitReturn() throws InterruptedException {
    while (exceededBy(now())) {
      new EventPacer().pause(Duration.ofMillis(10));
    }
  }

  private boolean exceededBy(ProcessUse later) {
    return later.files > files || later.receivers > receivers || later.threads > threads;
  }
}
