package io.kvmsdk.domain;

import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.util.Objects;

/** One address of a guest, and who knows of it. */
public record InterfaceAddress(MacAddress mac, Cidr ip, AddressSource source) {
  public InterfaceAddress {
    Objects.requireNonNull(mac);
    Objects.requireNonNull(ip);
    Objects.requireNonNull(source);
  }
}
