package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/** The events of block jobs of one connection: one that is ready or has ended wakes its waiters. */
final class BlockJobEvents implements AutoCloseable {
  /** {@code VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2}, which names disks as {@code vda}. */
  private static final int BLOCK_JOB_2 = 16;

  private static final LibvirtApi.BlockJobFunction FUNCTION = BlockJobEvents::onEvent;

  private final EventPacer pacer;
  private final EventRegistration registration;

  /** Without such events, who waits looks as often as its pacer lets it. */
  BlockJobEvents(Connection connection, EventPacer pacer) {
    this.pacer = pacer;
    this.registration = new EventRegistration(connection, BLOCK_JOB_2, FUNCTION, this);
  }

  /** On libvirt's event loop, so it must be quick and must not throw. */
  private static void onEvent(
      ConnectionPointer c, DomainPointer domain, Pointer disk, int type, int status, Pointer to) {
    EventRegistration.receiver(to, BlockJobEvents.class).ifPresent(e -> e.pacer.changed());
  }

  @Override
  public void close() {
    registration.close();
  }
}
