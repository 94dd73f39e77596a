package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.IommuSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** An IOMMU for the guest: {@code <iommu>}. */
@XmlType(propOrder = {"driver", "content", "alias", "address"})
public final class IommuXml extends DeviceXml {
  ElementXml driver;

  IommuXml() {}

  static IommuXml of(IommuSpec spec) {
    IommuXml xml = new IommuXml();
    xml.attribute("model", spec.model());
    return xml;
  }

  Optional<IommuSpec> toSpec() {
    return attribute("model").map(m -> IommuSpec.builder().model(m).build());
  }
}
