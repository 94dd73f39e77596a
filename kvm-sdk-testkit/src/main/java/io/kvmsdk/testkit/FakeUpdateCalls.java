package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainEvent.MetadataChange;
import io.kvmsdk.internal.driver.Affect;
import io.kvmsdk.internal.driver.Tuning;
import io.kvmsdk.internal.driver.UpdateDriver;
import io.kvmsdk.internal.xml.XmlTree;
import io.kvmsdk.value.ByteSize;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.w3c.dom.Element;

/** libvirt's calls that change domains of a fake host. */
final class FakeUpdateCalls implements UpdateDriver {
  private final Connection connection;

  FakeUpdateCalls(Connection connection) {
    this.connection = connection;
  }

  @Override
  public boolean persistent(UUID domain) {
    return connection.ask(
        Operation.DOMAIN_READ, connection.host.domains, domain, FakeDomain::defined);
  }

  @Override
  public void attach(UUID domain, String device, Affect affect) {
    Element element = XmlTree.parse(device);
    change(Operation.DOMAIN_ATTACH, domain, d -> devices(d).attach(element, affect));
  }

  @Override
  public void detach(UUID domain, String device, Affect affect) {
    Element element = XmlTree.parse(device);
    change(Operation.DOMAIN_DETACH, domain, d -> devices(d).detach(element, affect));
  }

  @Override
  public void update(UUID domain, String device, Affect affect, boolean force) {
    Element element = XmlTree.parse(device);
    change(Operation.DOMAIN_UPDATE_DEVICE, domain, d -> devices(d).update(element, affect));
  }

  private FakeDevices devices(FakeDomain domain) {
    return new FakeDevices(connection.host, domain);
  }

  @Override
  public void memory(UUID domain, ByteSize size, Affect affect) {
    change(Operation.DOMAIN_MEMORY, domain, d -> new FakeLimits(d).memory(size, affect));
  }

  @Override
  public void vcpus(UUID domain, int count, Affect affect) {
    change(Operation.DOMAIN_VCPUS, domain, d -> new FakeLimits(d).vcpus(count, affect));
  }

  @Override
  public void title(UUID domain, String title, Affect affect) {
    metadata(
        domain,
        affect,
        MetadataChange.Type.TITLE,
        Optional.empty(),
        d -> FakeMetadata.text(d, "title", title));
  }

  @Override
  public void description(UUID domain, String description, Affect affect) {
    metadata(
        domain,
        affect,
        MetadataChange.Type.DESCRIPTION,
        Optional.empty(),
        d -> FakeMetadata.text(d, "description", description));
  }

  @Override
  public Optional<String> metadata(UUID domain, String uri) {
    return connection.ask(
        Operation.DOMAIN_READ,
        connection.host.domains,
        domain,
        d -> FakeMetadata.find(XmlTree.parse(d.document().toXml()), uri));
  }

  @Override
  public void metadata(UUID domain, String uri, String prefix, String element, Affect affect) {
    metadata(
        domain,
        affect,
        MetadataChange.Type.ELEMENT,
        Optional.of(uri),
        d -> FakeMetadata.put(d, uri, prefix, element));
  }

  @Override
  public void tune(
      UUID domain, Tuning what, String device, Map<String, String> values, Affect affect) {
    change(Operation.DOMAIN_TUNE, domain, d -> FakeEdits.tune(d, what, device, values, affect));
  }

  @Override
  public void rename(UUID domain, String name) {
    change(
        Operation.DOMAIN_RENAME, domain, d -> FakeEdits.rename(connection.host.domains, d, name));
  }

  private void metadata(
      UUID domain,
      Affect affect,
      MetadataChange.Type type,
      Optional<String> namespace,
      Consumer<Element> edit) {
    change(
        Operation.DOMAIN_METADATA,
        domain,
        d -> {
          FakeEdits.edit(d, affect, edit);
          connection.host.emit(
              new DomainEvent.MetadataChange(d.ref().uuid(), d.ref().name(), type, namespace));
        });
  }

  private void change(Operation operation, UUID domain, Consumer<FakeDomain> change) {
    connection.change(operation, connection.host.domains, domain, change);
  }
}
