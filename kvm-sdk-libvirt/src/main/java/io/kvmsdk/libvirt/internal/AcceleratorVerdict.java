package io.kvmsdk.libvirt.internal;

import io.kvmsdk.domain.Accelerator;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * What a probe has found out about a host, which holds until the host is started anew: then it may
 * have another kernel, other settings, or KVM. A host that goes down breaks its connections, so
 * each new one is asked when its host was started, and unless that is as it was, the host is probed
 * again. It is kept for all connections of the process; a failure of one says nothing, and is not.
 */
final class AcceleratorVerdict {
  private static final ConcurrentMap<URI, Verdict> KNOWN = new ConcurrentHashMap<>();

  private final LibvirtDriver driver;
  private final Connection connection;
  private final Supplier<Accelerator> probe;
  private volatile Checked checked = new Checked(null, Accelerator.AUTO);

  private record Verdict(Accelerator accelerator, Optional<HostBoot> boot) {
    boolean holds(Optional<HostBoot> now) {
      return boot.isPresent() && now.isPresent() && boot.get().same(now.get());
    }
  }

  /** The native connection through which the host was last asked, and what holds for it. */
  private record Checked(NativeConnection link, Accelerator accelerator) {}

  AcceleratorVerdict(LibvirtDriver driver, Connection connection, Supplier<Accelerator> probe) {
    this.driver = driver;
    this.connection = connection;
    this.probe = probe;
  }

  @SuppressWarnings("ReferenceEquality")
  Accelerator accelerator() {
    NativeConnection link = connection.call(c -> c);
    Checked last = checked;
    if (last.link != link) {
      last = new Checked(link, found());
      checked = last;
    }
    return last.accelerator;
  }

  /** The moment is taken along, so that it does not drift away from the host's own. */
  private Accelerator found() {
    Optional<HostBoot> boot = HostBoot.of(driver.stats(), driver.pacer().elapsed());
    return KNOWN.compute(
            driver.uri(),
            (uri, known) ->
                new Verdict(
                    known != null && known.holds(boot) ? known.accelerator : probe.get(), boot))
        .accelerator;
  }
}
