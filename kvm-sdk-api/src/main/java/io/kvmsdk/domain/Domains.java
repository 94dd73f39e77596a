package io.kvmsdk.domain;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.event.Registration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** The domains of a host. */
public interface Domains {
  /**
   * Defines a persistent domain, with what the spec leaves open filled in from what the host can
   * do; it is not started, and no volume is made. libvirt: {@code virDomainDefineXMLFlags}.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken
   * @throws NotFoundException if a disk's volume does not exist
   */
  Domain define(DomainSpec spec);

  /** As {@link #define(DomainSpec)}, with the spec built in place. */
  default Domain define(Consumer<DomainSpec.Builder> spec) {
    DomainSpec.Builder builder = DomainSpec.builder();
    spec.accept(builder);
    return define(builder.build());
  }

  /**
   * Defines a domain from libvirt's own document, just as it is; one with the UUID of an existing
   * domain redefines that.
   *
   * @throws io.kvmsdk.error.ConflictException if it would write to a golden image
   */
  Domain defineXml(String xml);

  /**
   * Starts a domain that is defined nowhere, filled in as by {@link #define(DomainSpec)}: once it
   * ends it is gone, and calls on it throw {@link NotFoundException}, also those that wait for it.
   * Until then it can have no managed save and no autostart, and what is changed is changed as it
   * runs. {@code defineXml(domain.definitionXml())} makes it persistent, without a pause. libvirt:
   * {@code virDomainCreateXML}.
   *
   * @param options PAUSED and RESET_NVRAM; the others are about a managed save
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken
   * @throws io.kvmsdk.error.ConflictException if it would write to a golden image
   * @throws NotFoundException if a disk's volume does not exist
   */
  Domain create(DomainSpec spec, StartOption... options);

  /** As {@link #create(DomainSpec, StartOption...)}, with the spec built in place. */
  default Domain create(Consumer<DomainSpec.Builder> spec, StartOption... options) {
    DomainSpec.Builder builder = DomainSpec.builder();
    spec.accept(builder);
    return create(builder.build(), options);
  }

  /**
   * As {@link #create(DomainSpec, StartOption...)}, from libvirt's own document, just as it is.
   * With the name and the UUID of a defined domain that is off it runs that one, as the document
   * says, until it ends; its definition stays.
   */
  Domain createXml(String xml, StartOption... options);

  Optional<Domain> find(String name);

  Optional<Domain> find(UUID uuid);

  /**
   * The domain of that name.
   *
   * @throws NotFoundException if there is none of that name
   */
  Domain get(String name);

  /** In one call, which no domain that vanishes meanwhile can fail. */
  List<Domain> list(DomainFilter... filters);

  /**
   * Statistics in one call; domains that vanish meanwhile are left out. libvirt: {@code
   * virConnectGetAllDomainStats}.
   */
  List<DomainStats> stats(StatsQuery query);

  /** As {@link #stats(StatsQuery)}, with the query built in place. */
  default List<DomainStats> stats(Consumer<StatsQuery.Builder> query) {
    StatsQuery.Builder builder = StatsQuery.builder();
    query.accept(builder);
    return stats(builder.build());
  }

  /** As {@link #stats(StatsQuery)}, of those groups of all domains. */
  default List<DomainStats> stats(Set<StatsGroup> groups) {
    return stats(StatsQuery.of(groups));
  }

  /**
   * The file that a domain was saved to; it is not looked for yet.
   *
   * @param path absolute, on the host
   */
  SaveImage saveImage(String path);

  /** As {@link SaveImage#restore(SaveOption...)} of the file at {@code path}. */
  default Domain restore(String path, SaveOption... options) {
    return saveImage(path).restore(options);
  }

  /**
   * Tells {@code listener} all that happens to any domain, in order, on a thread of its own where
   * it may block and may call this library. It does not end with the connection to the daemon, only
   * with {@code close}: after a loss, and where the listener was too slow, it is told of a {@link
   * DomainEvent.Gap}. libvirt: {@code virConnectDomainEventRegisterAny}.
   */
  default Registration listen(Consumer<DomainEvent> listener) {
    return listen(Set.of(DomainEvent.class), listener);
  }

  /**
   * As {@link #listen(Consumer)}, of some kinds of events alone: no others are asked of the host.
   *
   * @param kinds as {@code Set.of(DomainEvent.Lifecycle.class)}; a {@link DomainEvent.Gap} is told
   *     in any case
   * @throws io.kvmsdk.error.UnsupportedException if the host has none of them
   */
  Registration listen(Set<Class<? extends DomainEvent>> kinds, Consumer<DomainEvent> listener);
}
