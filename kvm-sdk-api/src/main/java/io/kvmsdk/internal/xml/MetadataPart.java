package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DomainSpec;

/** What programs keep with a domain: {@code <metadata>}. */
final class MetadataPart implements DomainPart {
  @Override
  public void write(DomainSpec spec, DomainXml to) {
    if (!spec.metadata().isEmpty()) {
      to.metadata = new ElementXml();
      Xml.fragments(spec.metadata()).forEach(to.metadata::addOther);
    }
  }

  @Override
  public void read(DomainXml from, DomainSpec.Builder to) {
    if (from.metadata != null) {
      to.metadata(from.metadata.otherElements().stream().map(XmlText::fragment).toList());
    }
  }
}
