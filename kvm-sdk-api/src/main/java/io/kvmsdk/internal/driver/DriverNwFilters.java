package io.kvmsdk.internal.driver;

import io.kvmsdk.network.NwFilter;
import io.kvmsdk.network.NwFilters;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The network filters of a {@link Driver}. */
final class DriverNwFilters implements NwFilters {
  private final URI uri;
  private final NwFilterDriver calls;

  DriverNwFilters(Driver driver) {
    this.uri = driver.uri();
    this.calls = driver.nwFilters();
  }

  @Override
  public NwFilter defineXml(String xml) {
    return new Handle(calls, calls.define(xml));
  }

  @Override
  public Optional<NwFilter> find(String name) {
    return calls.findByName(name).map(ref -> new Handle(calls, ref));
  }

  @Override
  public NwFilter get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new Absent("network filter", name, uri).among(list().stream().map(NwFilter::name)));
  }

  @Override
  public List<NwFilter> list() {
    return calls.list().stream().<NwFilter>map(ref -> new Handle(calls, ref)).toList();
  }

  /** One filter. */
  private record Handle(NwFilterDriver calls, ObjectRef ref) implements NwFilter {
    @Override
    public String name() {
      return ref.name();
    }

    @Override
    public UUID uuid() {
      return ref.uuid();
    }

    @Override
    public String xml() {
      return calls.xml(uuid());
    }

    @Override
    public void undefine() {
      calls.undefine(uuid());
    }

    @Override
    public String toString() {
      return "NwFilter " + name() + " (" + uuid() + ")";
    }
  }
}
