package io.kvmsdk.domain;

import io.kvmsdk.error.NotFoundException;
import java.util.List;
import java.util.Optional;
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

  Optional<Domain> find(String name);

  Optional<Domain> find(UUID uuid);

  /**
   * The domain of that name.
   *
   * @throws NotFoundException if there is none of that name
   */
  Domain get(String name);

  List<Domain> list();

  /**
   * Tells {@code listener} what happens to any domain, in order, on a thread where it may block and
   * may call this library.
   */
  Registration listen(Consumer<DomainEvent> listener);
}
