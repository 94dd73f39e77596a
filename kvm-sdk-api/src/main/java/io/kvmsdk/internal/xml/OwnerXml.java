package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import java.util.UUID;

/** {@code <owner>}: the domain that something on the host was made for. */
@XmlType(
    name = "owner",
    propOrder = {"name", "uuid", "content"})
final class OwnerXml extends OpenXml {
  private ElementXml name;
  private ElementXml uuid;

  OwnerXml() {}

  Optional<String> name() {
    return Optional.ofNullable(ElementXml.text(name));
  }

  Optional<UUID> uuid() {
    return Values.uuid(uuid);
  }
}
