package io.kvmsdk.testkit;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.DomainFilter;
import io.kvmsdk.domain.DomainInfo;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.domain.ShutdownMode;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.domain.StartOption;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.internal.driver.DomainDriver;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** libvirt's domain calls on a fake host. */
final class FakeDomains implements DomainDriver {
  private final Connection connection;
  private final FakeHost host;
  private final Registry<FakeDomain> domains;

  FakeDomains(Connection connection) {
    this.connection = connection;
    this.host = connection.host;
    this.domains = host.domains;
  }

  @Override
  public List<ObjectRef> list(Set<DomainFilter> filters) {
    return connection.call(
        Operation.DOMAIN_LOOKUP,
        domains.subject("*"),
        () -> domains.refs(d -> DomainFilters.accept(filters, d)));
  }

  @Override
  public Optional<ObjectRef> findByName(String name) {
    return connection.call(
        Operation.DOMAIN_LOOKUP,
        domains.subject(name),
        () -> domains.find(name).map(FakeDomain::ref));
  }

  @Override
  public Optional<ObjectRef> findByUuid(UUID uuid) {
    return connection.call(
        Operation.DOMAIN_LOOKUP,
        domains.subject(uuid),
        () -> domains.find(uuid).map(FakeDomain::ref));
  }

  @Override
  public ObjectRef define(String xml) {
    DomainXml document = DomainXml.parse(xml);
    return connection.call(
        Operation.DOMAIN_DEFINE, domains.subject(document.name()), () -> define(document));
  }

  private ObjectRef define(DomainXml document) {
    ObjectRef ref = claim(document);
    host.domainOf(document).define(document);
    return ref;
  }

  private ObjectRef claim(DomainXml document) {
    ObjectRef ref = domains.claim(document.name(), document.uuid());
    if (document.memory().equals(ByteSize.ZERO)) {
      throw InvalidSpecException.of(domains.subject(ref.name()), "the document has no <memory>");
    }
    fillIn(document, ref.uuid());
    return ref;
  }

  /** What libvirt makes up where the document is silent. */
  private static void fillIn(DomainXml document, UUID uuid) {
    document.uuid(uuid);
    document.interfaces().stream()
        .filter(i -> i.mac().isEmpty())
        .forEach(i -> i.mac(MacAddress.random(ThreadLocalRandom.current())));
    if (document.emulator().isEmpty()) {
      document.emulator(FakeDriver.EMULATOR);
    }
    if (document.memballoon().isEmpty()) {
      document.memballoon("virtio");
    }
  }

  @Override
  public ObjectRef create(String xml, Set<StartOption> options) {
    DomainXml document = DomainXml.parse(xml);
    return connection.call(
        Operation.DOMAIN_CREATE, domains.subject(document.name()), () -> create(document, options));
  }

  private ObjectRef create(DomainXml document, Set<StartOption> options) {
    ObjectRef ref = claim(document);
    FakeDomain domain = host.domainOf(document);
    try {
      domain.life.startAs(document, options);
    } finally {
      domain.forgetTransient();
    }
    return ref;
  }

  @Override
  public void create(UUID domain, Set<StartOption> options) {
    connection.change(Operation.DOMAIN_START, domains, domain, d -> d.life.start(options));
  }

  /** The guest does the same however it is asked; the agent alone is asked elsewhere. */
  @Override
  public void shutdown(UUID domain, Set<ShutdownMode> modes) {
    connection.change(Operation.DOMAIN_SHUTDOWN, domains, domain, d -> d.life.shutdown());
  }

  @Override
  public void destroy(UUID domain) {
    connection.change(Operation.DOMAIN_DESTROY, domains, domain, d -> d.life.destroy());
  }

  @Override
  public void reboot(UUID domain, Set<ShutdownMode> modes) {
    connection.change(Operation.DOMAIN_REBOOT, domains, domain, d -> d.life.reboot());
  }

  @Override
  public void reset(UUID domain) {
    connection.change(Operation.DOMAIN_RESET, domains, domain, d -> d.life.pressReset());
  }

  @Override
  public void suspend(UUID domain) {
    connection.change(Operation.DOMAIN_SUSPEND, domains, domain, d -> d.life.suspend());
  }

  @Override
  public void resume(UUID domain) {
    connection.change(Operation.DOMAIN_RESUME, domains, domain, d -> d.life.resume());
  }

  @Override
  public void pmWakeup(UUID domain) {
    connection.change(Operation.DOMAIN_RESUME, domains, domain, d -> new FakeActs(host, d).wake());
  }

  /** A fake host has no NVRAM files. */
  @Override
  public void undefine(UUID domain, Nvram nvram) {
    connection.change(Operation.DOMAIN_UNDEFINE, domains, domain, FakeDomain::undefine);
  }

  @Override
  public boolean hasManagedSave(UUID domain) {
    return connection.ask(Operation.DOMAIN_READ, domains, domain, d -> d.life.hasManagedSave());
  }

  @Override
  public void managedSaveRemove(UUID domain) {
    connection.change(
        Operation.DOMAIN_MANAGED_SAVE_REMOVE, domains, domain, d -> d.life.managedSaveRemove());
  }

  @Override
  public String xml(UUID domain, boolean inactive) {
    return connection.ask(Operation.DOMAIN_READ, domains, domain, d -> d.xml(inactive));
  }

  @Override
  public DomainState state(UUID domain) {
    return connection.ask(Operation.DOMAIN_READ, domains, domain, FakeDomain::state);
  }

  @Override
  public DomainInfo info(UUID domain) {
    return connection.ask(Operation.DOMAIN_READ, domains, domain, FakeStats::info);
  }

  @Override
  public Optional<ShutoffReason> shutoffReason(UUID domain) {
    return connection.ask(Operation.DOMAIN_READ, domains, domain, d -> d.life.shutoffReason());
  }

  @Override
  public void autostart(UUID domain, boolean on) {
    connection.change(Operation.DOMAIN_AUTOSTART, domains, domain, d -> d.autostart(on));
  }

  @Override
  public boolean autostart(UUID domain) {
    return connection.ask(Operation.DOMAIN_READ, domains, domain, FakeDomain::autostart);
  }

  @Override
  public List<InterfaceAddress> addresses(UUID domain, AddressSource source) {
    return connection.ask(
        Operation.DOMAIN_ADDRESSES,
        domains,
        domain,
        d -> {
          d.requireActive();
          return new GuestAddresses(host, d).from(source);
        });
  }
}
