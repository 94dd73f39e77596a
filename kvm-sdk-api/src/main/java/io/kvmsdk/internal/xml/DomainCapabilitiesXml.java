package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.CpuSpec;
import jakarta.xml.bind.annotation.XmlRootElement;
import java.util.List;
import java.util.Optional;

/** libvirt's {@code <domainCapabilities>} document: what a kind of domain can have on a host. */
@XmlRootElement(name = "domainCapabilities")
public final class DomainCapabilitiesXml extends OpenXml {
  DomainCapabilitiesXml() {}

  public static DomainCapabilitiesXml parse(String xml) {
    return Xml.read(DomainCapabilitiesXml.class, "domainCapabilities", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** The machine type that the document is about, as {@code pc-q35-7.2}. */
  public Optional<String> machine() {
    return DomPath.of(this).child("machine").texts().stream().findFirst();
  }

  /** How many processors such a domain can have. */
  public Optional<Integer> maxVcpus() {
    return DomPath.of(this).child("vcpu").attributes("max").stream()
        .findFirst()
        .map(most -> Values.number("vcpu max", most));
  }

  /** What {@code <os firmware='…'>} may be, as {@code efi}. */
  public List<String> firmwares() {
    return DomPath.of(this)
        .child("os")
        .child("enum")
        .where("name", "firmware")
        .child("value")
        .texts();
  }

  /** What {@code <cpu mode='…'>} may be. */
  public List<String> cpuModes() {
    return DomPath.of(this).child("cpu").child("mode").where("supported", "yes").attributes("name");
  }

  /** What {@code <cpu mode='host-model'>} stands for; empty where the host does not tell. */
  public Optional<CpuSpec> hostModel() {
    return DomPath.of(this)
        .child("cpu")
        .child("mode")
        .where("name", "host-model")
        .elements()
        .stream()
        .filter(mode -> mode.getElementsByTagName("model").getLength() > 0)
        .map(mode -> CpuXml.custom(mode).toSpec())
        .findFirst();
  }

  /** What {@code <video><model type='…'>} may be. */
  public List<String> videoModels() {
    return DomPath.of(this)
        .child("devices")
        .child("video")
        .where("supported", "yes")
        .child("enum")
        .where("name", "modelType")
        .child("value")
        .texts();
  }
}
