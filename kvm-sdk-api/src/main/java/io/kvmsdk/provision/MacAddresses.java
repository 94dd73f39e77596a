package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.value.MacAddress;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** MAC addresses that no domain of a host has yet. */
final class MacAddresses {
  private final SecureRandom random = new SecureRandom();
  private final Set<MacAddress> taken = new HashSet<>();

  MacAddresses(Hypervisor kvm) {
    kvm.domains().list().forEach(d -> taken.addAll(of(d)));
  }

  private static List<MacAddress> of(Domain domain) {
    try {
      return domain.spec().interfaces().stream()
          .map(InterfaceSpec::mac)
          .flatMap(Optional::stream)
          .toList();
    } catch (KvmException vanishedOrBeyondSpecs) {
      return List.of();
    }
  }

  /** The card, with an address of its own if it has none. */
  InterfaceSpec given(InterfaceSpec card) {
    return card.mac().isPresent() ? card : card.toBuilder().mac(next()).build();
  }

  private MacAddress next() {
    MacAddress mac = MacAddress.random(random);
    while (!taken.add(mac)) {
      mac = MacAddress.random(random);
    }
    return mac;
  }
}
