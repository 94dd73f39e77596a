package io.kvmsdk.internal.xml;

import io.kvmsdk.error.InvalidSpecException;
import java.util.stream.Stream;

/** The amounts of memory in a domain's document. */
final class Amounts {
  private Amounts() {}

  /** Says them in KiB, rounded up, as libvirt does itself; what is no amount stays. */
  static void inKib(DomainXml domain) {
    Stream.of(domain.memory, domain.currentMemory, domain.maxMemory).forEach(Amounts::inKib);
    if (domain.memtune != null) {
      MemtuneXml limits = domain.memtune;
      Stream.of(limits.hardLimit, limits.softLimit, limits.minGuarantee, limits.swapHardLimit)
          .forEach(Amounts::inKib);
    }
    if (domain.memoryBacking != null && domain.memoryBacking.hugepages != null) {
      domain.memoryBacking.hugepages.pages.forEach(page -> inKib(page, "size"));
    }
    if (domain.cpu != null && domain.cpu.numa != null) {
      domain.cpu.numa.cells.forEach(cell -> inKib(cell, "memory"));
    }
  }

  private static void inKib(ElementXml amount) {
    if (amount != null) {
      ElementXml kib = kib(amount);
      amount.text(kib.text());
      amount.with("unit", kib.attribute("unit").orElse(null));
    }
  }

  /** Of an amount that is an attribute. */
  private static void inKib(ElementXml element, String name) {
    element
        .attribute(name)
        .map(a -> kib(ElementXml.ofText(a).with("unit", element.attribute("unit").orElse(null))))
        .ifPresent(
            kib -> element.with(name, kib.text()).with("unit", kib.attribute("unit").orElse(null)));
  }

  private static ElementXml kib(ElementXml amount) {
    try {
      return Values.kib(Values.size("amount", amount, "KiB"));
    } catch (InvalidSpecException noAmount) {
      return amount;
    }
  }
}
