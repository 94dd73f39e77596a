package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.internal.driver.Affect;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.XmlTree;
import io.kvmsdk.value.ByteSize;
import java.util.Map;
import org.w3c.dom.Element;

/** How much a fake domain has of what it could have; it takes and gives back at once. */
final class FakeLimits {
  private final FakeDomain domain;

  FakeLimits(FakeDomain domain) {
    this.domain = domain;
  }

  void memory(ByteSize size, Affect affect) {
    FakeEdits.edit(
        domain,
        affect,
        d -> {
          ByteSize most = DomainXml.parse(XmlTree.text(d)).memory();
          require(
              size.compareTo(most) <= 0,
              KnownFailure.MEMORY_BEYOND_MOST,
              "cannot set memory higher than max memory: " + size + " > " + most);
          Element current = XmlTree.obtain(d, "currentMemory");
          current.setAttribute("unit", "KiB");
          current.setTextContent(String.valueOf(size.toKib()));
        });
    if (affect.live()) {
      domain
          .host()
          .emit(new DomainEvent.BalloonChange(domain.ref().uuid(), domain.ref().name(), size));
    }
  }

  void vcpus(int count, Affect affect) {
    boolean fewer = affect.live() && count < domain.document().currentVcpus();
    if (fewer && !domain.run().script().releasesDevices()) {
      throw new TimedOutException(domain.subject(), "vcpu unplug request timed out", "");
    }
    FakeEdits.edit(
        domain,
        affect,
        d -> {
          int most = DomainXml.parse(XmlTree.text(d)).vcpus();
          require(
              count <= most,
              KnownFailure.VCPUS_BEYOND_MOST,
              "requested vcpus is greater than max: " + count + " > " + most);
          Element vcpu = XmlTree.obtain(d, "vcpu");
          if (count == most) {
            vcpu.removeAttribute("current");
          } else {
            vcpu.setAttribute("current", String.valueOf(count));
          }
        });
  }

  private void require(boolean condition, KnownFailure failure, String problem) {
    if (!condition) {
      throw failure.exception(domain.subject(), problem, Map.of());
    }
  }
}
