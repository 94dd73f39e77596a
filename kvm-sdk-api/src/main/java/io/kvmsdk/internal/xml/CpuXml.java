package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.CpuFeature;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.CpuSpec;
import io.kvmsdk.domain.NumaCell;
import io.kvmsdk.value.ByteSize;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/** The processor that the guest sees: {@code <cpu>}, also a document of its own. */
@XmlRootElement(name = "cpu")
@XmlType(
    propOrder = {
      "model",
      "vendor",
      "topology",
      "cache",
      "maxphysaddr",
      "features",
      "numa",
      "content"
    })
public final class CpuXml extends OpenXml {
  ElementXml model;
  ElementXml vendor;
  ElementXml topology;
  ElementXml cache;
  ElementXml maxphysaddr;

  @XmlElement(name = "feature")
  List<ElementXml> features = new ArrayList<>();

  NumaXml numa;

  CpuXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static CpuXml parse(String xml) {
    return Xml.read(CpuXml.class, "cpu", xml);
  }

  /** Reads another element with a model and features in it. */
  static CpuXml custom(Element element) {
    CpuXml cpu = Xml.read(CpuXml.class, element);
    cpu.attribute("mode", CpuMode.CUSTOM.libvirtName());
    return cpu;
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  public static CpuXml of(CpuSpec spec) {
    CpuXml cpu = new CpuXml();
    cpu.attribute("mode", spec.mode().map(CpuMode::libvirtName).orElse(null));
    cpu.attribute("check", spec.check().orElse(null));
    cpu.attribute("migratable", spec.migratable().map(Values::onOff).orElse(null));
    cpu.model = ElementXml.ofTextOrNull(spec.model().orElse(null));
    cpu.topology = spec.hasTopology() ? topology(spec) : null;
    spec.features()
        .forEach(
            f ->
                cpu.features.add(
                    new ElementXml()
                        .with("policy", f.policy().libvirtName())
                        .with("name", f.name())));
    cpu.numa = spec.numaCells().isEmpty() ? null : NumaXml.of(spec.numaCells());
    return cpu;
  }

  private static ElementXml topology(CpuSpec spec) {
    return new ElementXml()
        .with("sockets", spec.sockets().orElse(1))
        .with("dies", Values.text(spec.dies()))
        .with("cores", spec.cores().orElse(1))
        .with("threads", spec.threads().orElse(1));
  }

  public CpuSpec toSpec() {
    return CpuSpec.builder()
        .mode(mode())
        .check(attribute("check"))
        .migratable(attribute("migratable").map("on"::equals))
        .model(Optional.ofNullable(ElementXml.text(model)))
        .sockets(numberOf(topology, "sockets"))
        .dies(numberOf(topology, "dies"))
        .cores(numberOf(topology, "cores"))
        .threads(numberOf(topology, "threads"))
        .features(features.stream().flatMap(f -> feature(f).stream()).toList())
        .numaCells(numa == null ? List.of() : numa.toCells())
        .build();
  }

  /** What all its NUMA cells have. */
  ByteSize memoryOfCells() {
    List<NumaCell> cells = numa == null ? List.of() : numa.toCells();
    return ByteSize.bytes(cells.stream().mapToLong(c -> c.memory().bytes()).sum());
  }

  private Optional<CpuMode> mode() {
    return attribute("mode").flatMap(m -> Values.named(CpuMode.values(), CpuMode::libvirtName, m));
  }

  private static Optional<CpuFeature> feature(ElementXml element) {
    Optional<CpuFeature.Policy> policy =
        Values.named(
            CpuFeature.Policy.values(),
            CpuFeature.Policy::libvirtName,
            element.attribute("policy").orElse("require"));
    return element.attribute("name").flatMap(n -> policy.map(p -> new CpuFeature(n, p)));
  }
}
