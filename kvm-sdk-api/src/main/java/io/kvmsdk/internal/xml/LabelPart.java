package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.SecurityLabel;
import java.util.Optional;

/** {@code <seclabel>}. */
final class LabelPart implements DomainPart {
  @Override
  public void write(DomainSpec spec, DomainXml to) {
    spec.securityLabels().forEach(l -> to.seclabels.add(element(l)));
  }

  private static ElementXml element(SecurityLabel label) {
    ElementXml element =
        new ElementXml()
            .with("type", label.type())
            .with("model", label.model())
            .with("relabel", Values.yesNo(label.relabel()));
    label.label().ifPresent(l -> element.child("label", l));
    return element;
  }

  @Override
  public void read(DomainXml from, DomainSpec.Builder to) {
    from.seclabels.forEach(s -> to.addSecurityLabel(label(s)));
  }

  private static SecurityLabel label(ElementXml element) {
    return new SecurityLabel(
        element.attribute("type").orElse("dynamic"),
        element.attribute("model").orElse(""),
        Optional.of(element.childText("label")).filter(l -> !l.isEmpty()),
        element.isYes("relabel"));
  }
}
