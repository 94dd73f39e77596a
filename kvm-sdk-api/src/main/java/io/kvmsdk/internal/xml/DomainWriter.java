package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.ChannelSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.Firmware;
import java.util.List;
import java.util.Set;
import org.w3c.dom.Element;

/** Puts a spec into the words of libvirt's {@code <domain>} document. */
final class DomainWriter {
  private static final Set<String> X86 = Set.of("x86_64", "i686");

  private final DomainSpec spec;
  private final List<Element> rawXml;
  private final List<Element> rawDevices;
  private final DomainXml domain = new DomainXml();

  private DomainWriter(DomainSpec spec) {
    this.spec = spec;
    this.rawXml = Xml.fragments(spec.rawXml());
    this.rawDevices = Xml.fragments(spec.rawDevices());
  }

  /** libvirt's type of domain for the spec's accelerator. */
  static String type(DomainSpec spec) {
    if (spec.accelerator() == Accelerator.AUTO) {
      throw new IllegalStateException(
          "the accelerator of domain '"
              + spec.name()
              + "' is still AUTO: choose KVM or TCG for the host before writing the document");
    }
    return DomainXml.typeOf(spec.accelerator());
  }

  /** The document for {@code spec}, raw XML and all. */
  static DomainXml write(DomainSpec spec, String type) {
    DomainWriter writer = new DomainWriter(spec);
    writer.domain.type(type);
    writer.write();
    return writer.withRaw();
  }

  private DomainXml withRaw() {
    if (rawXml.isEmpty() && rawDevices.isEmpty()) {
      return domain;
    }
    Element tree = domain.tree();
    RawXml.add(tree, rawXml);
    RawXml.children(tree).stream()
        .filter(e -> e.getTagName().equals("devices"))
        .forEach(devices -> RawXml.add(devices, rawDevices));
    return Xml.read(DomainXml.class, tree);
  }

  private void write() {
    domain.name = ElementXml.ofText(spec.name());
    spec.uuid().ifPresent(domain::uuid);
    domain.title = spec.title().map(ElementXml::ofText).orElse(null);
    domain.description = spec.description().map(ElementXml::ofText).orElse(null);
    domain.memory = ElementXml.ofText(String.valueOf(spec.memory().toKib())).with("unit", "KiB");
    domain.vcpu = ElementXml.ofText(String.valueOf(spec.maxVcpus().orElse(spec.vcpus())));
    domain.vcpu.with("current", spec.maxVcpus().orElse(0) > spec.vcpus() ? spec.vcpus() : null);
    domain.iothreads = ElementXml.ofTextOrNull(Values.text(spec.ioThreads()));
    machine();
    DomainPart.ALL.forEach(part -> part.write(spec, domain));
    if (hasRaw("features")) {
      domain.features = null;
    }
    domain.onPoweroff = ElementXml.ofText(spec.onPoweroff().libvirtName());
    domain.onReboot = ElementXml.ofText(spec.onReboot().libvirtName());
    domain.onCrash = ElementXml.ofText(spec.onCrash().libvirtName());
    devices();
  }

  private void machine() {
    domain.os = new OsXml();
    domain.os.attribute(
        "firmware", spec.firmware().filter(f -> f == Firmware.UEFI).map(f -> "efi").orElse(null));
    domain.os.type = ElementXml.ofText("hvm");
    domain.os.type.with("arch", spec.architecture().orElse(null));
    domain.os.type.with("machine", spec.machine().orElse(null));
    if (spec.architecture().filter(DomainWriter::isX86).isPresent() && !hasRaw("features")) {
      domain.features = FeaturesXml.pc();
    }
    domain.clock = ClockXml.of(spec.clock());
  }

  static boolean isX86(String architecture) {
    return X86.contains(architecture);
  }

  private boolean hasRaw(String name) {
    return rawXml.stream().anyMatch(e -> e.getTagName().equals(name));
  }

  private void devices() {
    domain.devices = new DevicesXml();
    spec.disks().forEach(d -> domain.disks().add(DiskXml.of(d)));
    spec.interfaces().forEach(i -> domain.interfaces().add(InterfaceXml.of(i)));
    spec.consoleLog().ifPresent(this::console);
    if (spec.guestAgent() && !saysAgent()) {
      domain.channels().add(CharacterDeviceXml.guestAgent());
    }
    spec.graphics().forEach(g -> domain.graphics().add(GraphicsXml.of(g)));
    spec.devices().forEach(d -> DeviceKind.add(d, domain.devices));
  }

  /** The guest's first serial port, and libvirt's other name for it. */
  private void console(String log) {
    domain.serials().add(CharacterDeviceXml.of("pty").logFile(log));
    ElementXml firstSerial = new ElementXml().with("type", "serial").with("port", 0);
    domain.consoles().add(CharacterDeviceXml.of("pty").logFile(log).target(firstSerial));
  }

  private boolean saysAgent() {
    return rawDevices.stream().anyMatch(DomainWriter::isAgent)
        || spec.devices(ChannelSpec.class).stream()
            .anyMatch(c -> c.name().equals(CharacterDeviceXml.GUEST_AGENT));
  }

  /** Whether it is a channel for the QEMU guest agent. */
  static boolean isAgent(Element device) {
    return device.getTagName().equals("channel")
        && RawXml.children(device).stream()
            .filter(e -> e.getTagName().equals("target"))
            .anyMatch(e -> e.getAttribute("name").equals(CharacterDeviceXml.GUEST_AGENT));
  }
}
