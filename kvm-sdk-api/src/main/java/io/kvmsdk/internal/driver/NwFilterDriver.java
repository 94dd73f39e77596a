package io.kvmsdk.internal.driver;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** libvirt's network filter calls. A UUID that none has gives {@code NotFoundException}. */
public interface NwFilterDriver {
  /** {@code virConnectListAllNWFilters}. */
  List<ObjectRef> list();

  /** {@code virNWFilterLookupByName}. */
  Optional<ObjectRef> findByName(String name);

  /** {@code virNWFilterDefineXML}. */
  ObjectRef define(String xml);

  /** {@code virNWFilterGetXMLDesc}. */
  String xml(UUID filter);

  /** {@code virNWFilterUndefine}. */
  void undefine(UUID filter);
}
