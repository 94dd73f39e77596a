package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainFilter;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainStats;
import io.kvmsdk.domain.Domains;
import io.kvmsdk.domain.SaveImage;
import io.kvmsdk.domain.StartOption;
import io.kvmsdk.domain.StatsQuery;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.internal.xml.DomainXml;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    return defineXml(document(spec));
  }

  private String document(DomainSpec spec) {
    spec.uuid().flatMap(this::find).ifPresent(d -> refuse(spec, d));
    DomainSpec resolved = new DomainDefaults(host.capabilities(), host.storagePools()).fillIn(spec);
    DomainXml document = DomainXml.of(resolved);
    document.type(driver.domainType(resolved.accelerator()));
    return document.toXml();
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
  public Domain create(DomainSpec spec, StartOption... options) {
    return createXml(document(spec), options);
  }

  @Override
  public Domain createXml(String xml, StartOption... given) {
    Set<StartOption> options = Set.copyOf(List.of(given));
    Validation.of("domain", DomainXml.parse(xml).name())
        .require(
            !options.contains(StartOption.FORCE_BOOT)
                && !options.contains(StartOption.BYPASS_CACHE),
            "FORCE_BOOT and BYPASS_CACHE are about a managed save, which a domain that is not"
                + " defined cannot have")
        .orThrow();
    GoldenVolumes.refuseWriter(host, xml);
    return handle(driver.domains().create(xml, options));
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
                new Absent("domain", name, driver.uri()).among(list().stream().map(Domain::name)));
  }

  @Override
  public List<Domain> list(DomainFilter... filters) {
    return driver.domains().list(Set.copyOf(List.of(filters))).stream().map(this::handle).toList();
  }

  @Override
  public List<DomainStats> stats(StatsQuery query) {
    return driver.stats().all(query);
  }

  @Override
  public SaveImage saveImage(String path) {
    return new DriverSaveImage(driver, host, path);
  }

  @Override
  public Registration listen(
      Set<Class<? extends DomainEvent>> kinds, Consumer<DomainEvent> listener) {
    return driver.events().listen(DomainEvent.class, kinds, listener);
  }

  Driver driver() {
    return driver;
  }

  Hypervisor host() {
    return host;
  }

  private Domain handle(ObjectRef ref) {
    return new DriverDomain(driver, host, ref);
  }

  @Override
  public String toString() {
    return "Domains of " + driver.uri();
  }
}
