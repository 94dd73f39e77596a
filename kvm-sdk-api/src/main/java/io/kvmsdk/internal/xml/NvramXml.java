package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** Where UEFI keeps its variables: {@code <nvram>}, which holds a path or a {@code <source>}. */
@XmlType(propOrder = {"source", "content"})
final class NvramXml extends OpenXml {
  private ElementXml source;

  NvramXml() {}

  /** The host's file, said either way. */
  Optional<String> file() {
    return attributeOf(source, "file")
        .or(() -> Optional.of(text().strip()).filter(t -> !t.isEmpty()));
  }
}
