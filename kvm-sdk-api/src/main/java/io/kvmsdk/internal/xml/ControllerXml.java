package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.ControllerSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A bus or port that devices sit on: {@code <controller>}. */
@XmlType(propOrder = {"target", "model", "driver", "pcihole64", "content", "alias", "address"})
public final class ControllerXml extends DeviceXml {
  ElementXml target;
  ElementXml model;
  ElementXml driver;
  ElementXml pcihole64;

  ControllerXml() {}

  static ControllerXml of(ControllerSpec spec) {
    ControllerXml xml = new ControllerXml();
    xml.attribute("type", spec.type());
    xml.attribute("index", Values.text(spec.index()));
    xml.attribute("model", spec.model().orElse(null));
    xml.attribute("ports", Values.text(spec.ports()));
    xml.driver =
        new ElementXml()
            .with("queues", Values.text(spec.queues()))
            .with("iothread", Values.text(spec.ioThread()))
            .orNull();
    return xml;
  }

  Optional<ControllerSpec> toSpec() {
    return attribute("type").map(type -> modelled(ControllerSpec.builder().type(type)));
  }

  private ControllerSpec modelled(ControllerSpec.Builder spec) {
    return spec.model(attribute("model"))
        .index(number("index"))
        .ports(number("ports"))
        .queues(numberOf(driver, "queues"))
        .ioThread(numberOf(driver, "iothread"))
        .build();
  }
}
