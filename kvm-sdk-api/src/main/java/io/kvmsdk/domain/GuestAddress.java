package io.kvmsdk.domain;

import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * One address of a guest, with all who know of it.
 *
 * @param seenBy at least one
 */
public record GuestAddress(MacAddress mac, Cidr ip, Set<AddressSource> seenBy) {
  public GuestAddress {
    Objects.requireNonNull(mac);
    Objects.requireNonNull(ip);
    seenBy = Collections.unmodifiableSet(EnumSet.copyOf(seenBy));
  }
}
