package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.internal.xml.XmlText;
import io.kvmsdk.internal.xml.XmlTree;
import org.w3c.dom.Element;

/** What applications write about a domain: elements of namespaces of their own. */
final class MetadataChanges {
  /** For elements that come without a prefix; libvirt declares it on each element anew. */
  static final String PREFIX = "app";

  private final UpdateDriver calls;
  private final Domain domain;

  MetadataChanges(UpdateDriver calls, Domain domain) {
    this.calls = calls;
    this.domain = domain;
  }

  /** libvirt puts the element into the namespace itself, and takes none that is in one. */
  void put(String uri, Element element, Affect affect) {
    String prefix = element.getPrefix() == null ? PREFIX : element.getPrefix();
    String plain = XmlText.fragment(XmlTree.withoutNamespace(element, uri));
    calls.metadata(domain.uuid(), uri, prefix, plain, affect);
  }

  void remove(String uri, Affect affect) {
    if (calls.metadata(domain.uuid(), uri).isPresent()) {
      calls.metadata(domain.uuid(), uri, PREFIX, "", affect);
    }
  }
}
