package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.Domains;
import io.kvmsdk.domain.Registration;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DomainXml;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The domains of a {@link Driver}. */
final class DriverDomains implements Domains {
  private final Driver driver;
  private final Hypervisor host;

  DriverDomains(Driver driver, Hypervisor host) {
    this.driver = driver;
    this.host = host;
  }

  @Override
  public Domain define(DomainSpec spec) {
    spec.uuid().flatMap(this::find).ifPresent(d -> refuse(spec, d));
    DomainSpec resolved = new DomainDefaults(host.capabilities(), host.storagePools()).fillIn(spec);
    DomainXml document = DomainXml.of(resolved);
    document.type(driver.domainType(resolved.accelerator()));
    GoldenVolumes.refuseWriter(host, document.toXml());
    return handle(driver.domains().define(document.toXml()));
  }

  private static void refuse(DomainSpec spec, Domain taken) {
    throw new AlreadyExistsException(
        Subject.of("domain", spec.name()),
        "the UUID " + taken.uuid() + " belongs to the domain '" + taken.name() + "'",
        "Leave the UUID empty to get a new one, or use defineXml to redefine that domain");
  }

  @Override
  public Domain defineXml(String xml) {
    GoldenVolumes.refuseWriter(host, xml);
    return handle(driver.domains().define(xml));
  }

  @Override
  public Optional<Domain> find(String name) {
    return driver.domains().findByName(name).map(this::handle);
  }

  @Override
  public Optional<Domain> find(UUID uuid) {
    return driver.domains().findByUuid(uuid).map(this::handle);
  }

  @Override
  public Domain get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("domain", name),
                    "there is no such domain on " + driver.uri(),
                    "There are: " + list().stream().map(Domain::name).toList()));
  }

  @Override
  public List<Domain> list() {
    return driver.domains().list().stream().map(this::handle).toList();
  }

  @Override
  public Registration listen(Consumer<DomainEvent> listener) {
    return driver.domains().listen(listener);
  }

  private Domain handle(ObjectRef ref) {
    return new DriverDomain(driver, host, ref);
  }

  @Override
  public String toString() {
    return "Domains of " + driver.uri();
  }
}
