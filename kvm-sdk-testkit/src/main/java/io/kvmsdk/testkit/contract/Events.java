package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.event.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The domain events of a host, as they come. */
final class Events implements AutoCloseable {
  private static final int LONGEST_WAIT_SECONDS = 120;

  private final BlockingQueue<DomainEvent> queue = new LinkedBlockingQueue<>();
  private final Registration registration;

  Events(Hypervisor kvm) {
    registration = kvm.domains().listen(queue::add);
  }

  /** What has come of {@code domain}; the host may have others. */
  List<DomainEvent> seen(Domain domain) {
    return queue.stream()
        .filter(e -> e instanceof DomainEvent.OfDomain of && of.uuid().equals(domain.uuid()))
        .toList();
  }

  /**
   * The kinds of the lifecycle events of {@code domain}, up to the first one of kind {@code last}.
   */
  List<String> until(Domain domain, String last) {
    List<String> kinds = new ArrayList<>();
    while (!kinds.contains(last)) {
      DomainEvent event = next();
      if (event == null) {
        throw new AssertionError("no event " + last + " came, only " + kinds);
      }
      if (event instanceof DomainEvent.Lifecycle e && e.uuid().equals(domain.uuid())) {
        kinds.add(e.kind().name());
      }
    }
    return kinds;
  }

  private DomainEvent next() {
    try {
      return queue.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for events", e);
    }
  }

  @Override
  public void close() {
    registration.close();
  }
}
