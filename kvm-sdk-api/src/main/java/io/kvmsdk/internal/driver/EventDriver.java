package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.event.GapCause;
import io.kvmsdk.event.Registration;
import io.kvmsdk.network.NetworkEvent;
import io.kvmsdk.node.NodeDeviceEvent;
import io.kvmsdk.secret.SecretEvent;
import io.kvmsdk.storage.StoragePoolEvent;
import java.util.Set;
import java.util.function.Consumer;

/** libvirt's events, of all kinds of objects. */
public interface EventDriver {
  /**
   * {@code virConnectDomainEventRegisterAny} and its like: tells {@code listener} of events, in
   * order, on a thread of its own. It outlives a lost connection, of which its family's {@code Gap}
   * tells, as of events that were too many for it.
   *
   * @param family the type of the events: {@code DomainEvent}, {@code NetworkEvent}, {@code
   *     StoragePoolEvent}, {@code NodeDeviceEvent} or {@code SecretEvent}
   * @param kinds the types among them that are wanted, which may be {@code family} itself
   * @throws io.kvmsdk.error.UnsupportedException if the host has no event that is wanted
   */
  <E> Registration listen(
      Class<E> family, Set<Class<? extends E>> kinds, Consumer<? super E> listener);

  /** The event by which a listener of {@code family} learns that others may be missing. */
  static <E> E gap(Class<E> family, GapCause cause) {
    if (family == DomainEvent.class) {
      return family.cast(new DomainEvent.Gap(cause));
    } else if (family == NetworkEvent.class) {
      return family.cast(new NetworkEvent.Gap(cause));
    } else if (family == StoragePoolEvent.class) {
      return family.cast(new StoragePoolEvent.Gap(cause));
    } else if (family == NodeDeviceEvent.class) {
      return family.cast(new NodeDeviceEvent.Gap(cause));
    } else if (family == SecretEvent.class) {
      return family.cast(new SecretEvent.Gap(cause));
    }
    throw new IllegalArgumentException(family + " is no family of events");
  }
}
