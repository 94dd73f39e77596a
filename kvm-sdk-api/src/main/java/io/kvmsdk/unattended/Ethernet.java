package io.kvmsdk.unattended;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** How the guest sets up one network card, known by its MAC address. */
@Value.Immutable
@SpecStyle
public abstract class Ethernet {
  Ethernet() {}

  public static Builder builder() {
    return new Builder();
  }

  /** A card that asks for its address. */
  public static Ethernet dhcp(MacAddress mac) {
    return builder().mac(mac).build();
  }

  /** A card with an address of its own, in a network with a gateway. */
  public static Ethernet fixed(MacAddress mac, Cidr address, InetAddress gateway) {
    return builder().mac(mac).addAddress(address).gateway(gateway).build();
  }

  public abstract MacAddress mac();

  /** The card's own addresses; with none, it asks a DHCP server for one. */
  public abstract List<Cidr> addresses();

  /** Where what leaves the network goes; needs an address. */
  public abstract Optional<InetAddress> gateway();

  public abstract List<InetAddress> nameservers();

  public abstract List<String> searchDomains();

  @Value.Check
  void check() {
    Validation.of("network card", mac().text())
        .require(
            gateway().isEmpty() || !addresses().isEmpty(),
            "a gateway needs an address; with DHCP it comes from the server")
        .require(
            addresses().isEmpty()
                || gateway()
                    .map(g -> addresses().stream().anyMatch(a -> a.contains(g)))
                    .orElse(true),
            "the gateway is in none of the networks of the addresses")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds an {@link Ethernet}. */
  public static final class Builder extends ImmutableEthernet.Builder {
    Builder() {}
  }
}
