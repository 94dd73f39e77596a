package io.kvmsdk.testkit;

import io.kvmsdk.internal.driver.NwFilterDriver;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.NwFilterXml;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** libvirt's network filter calls on a fake host, where they filter nothing. */
final class FakeNwFilters implements NwFilterDriver {
  private final Connection connection;
  private final Registry<Filter> filters;

  /** A filter. */
  record Filter(ObjectRef ref, String xml) implements Registry.Entry {}

  FakeNwFilters(Connection connection) {
    this.connection = connection;
    this.filters = connection.host.filters;
  }

  @Override
  public List<ObjectRef> list() {
    return connection.call(Operation.NWFILTER_LOOKUP, filters.subject("*"), filters::refs);
  }

  @Override
  public Optional<ObjectRef> findByName(String name) {
    return connection.call(
        Operation.NWFILTER_LOOKUP,
        filters.subject(name),
        () -> filters.find(name).map(Filter::ref));
  }

  @Override
  public ObjectRef define(String xml) {
    NwFilterXml document = NwFilterXml.parse(xml);
    return connection.call(
        Operation.NWFILTER_DEFINE, filters.subject(document.name()), () -> define(document));
  }

  private ObjectRef define(NwFilterXml document) {
    ObjectRef ref = filters.claim(document.name(), document.uuid());
    document.uuid(ref.uuid());
    filters.add(new Filter(ref, document.toXml()));
    return ref;
  }

  @Override
  public String xml(UUID filter) {
    return connection.ask(Operation.NWFILTER_READ, filters, filter, Filter::xml);
  }

  @Override
  public void undefine(UUID filter) {
    connection.change(Operation.NWFILTER_UNDEFINE, filters, filter, filters::remove);
  }
}
