package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DomainSpec;

/** Reads a spec out of a {@code <domain>} document. */
final class DomainReader {
  private final DomainXml rest;

  DomainReader(DomainXml domain) {
    this.rest = domain;
  }

  DomainSpec read() {
    throw new UnsupportedOperationException(rest.name());
  }
}
