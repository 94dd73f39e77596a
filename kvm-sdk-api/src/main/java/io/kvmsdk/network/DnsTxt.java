package io.kvmsdk.network;

import java.util.Objects;

/** A TXT record of the network's DNS server. */
public record DnsTxt(String name, String value) {
  public DnsTxt {
    Objects.requireNonNull(name);
    Objects.requireNonNull(value);
  }
}
