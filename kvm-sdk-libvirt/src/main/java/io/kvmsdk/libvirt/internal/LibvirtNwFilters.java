package io.kvmsdk.libvirt.internal;

import io.kvmsdk.internal.driver.NwFilterDriver;
import io.kvmsdk.internal.driver.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.jna.NetworkFilterPointer;

/** libvirt's network filter functions. */
final class LibvirtNwFilters implements NwFilterDriver {
  private final LibvirtApi api;
  private final NativeObjects<NetworkFilterPointer> filters;

  LibvirtNwFilters(Connection connection) {
    this.api = connection.api();
    this.filters = new NativeObjects<>(connection, ObjectKind.nwFilter(api));
  }

  @Override
  public List<ObjectRef> list() {
    return filters.list(0);
  }

  @Override
  public Optional<ObjectRef> findByName(String name) {
    return filters.find(name);
  }

  @Override
  public ObjectRef define(String xml) {
    return filters.define(xml, api::virNWFilterDefineXML);
  }

  @Override
  public String xml(UUID filter) {
    return filters.get(filter, f -> api.virNWFilterGetXMLDesc(f, 0)).toString();
  }

  @Override
  public void undefine(UUID filter) {
    filters.call(filter, api::virNWFilterUndefine);
  }
}
