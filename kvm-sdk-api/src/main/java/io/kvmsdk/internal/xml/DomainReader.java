package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.Firmware;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.w3c.dom.Element;

/** Reads a spec out of a {@code <domain>} document, with what it does not model as raw XML. */
final class DomainReader {
  /** A copy, from which devices are taken as the spec comes to hold them. */
  private final DomainXml rest;

  DomainReader(DomainXml domain) {
    this.rest = Xml.copy(DomainXml.class, domain);
  }

  DomainSpec read() {
    DomainSpec spec = modelled();
    DomainXml given = DomainWriter.write(spec, rest.type());
    sayAlike(given);
    DomainSpec.Builder whole = spec.toBuilder();
    for (Element child : RawXml.children(RawXml.restOrEmpty(rest.tree(), given.tree()))) {
      if (child.getTagName().equals("devices")) {
        whole.rawDevices(RawXml.fragments(child));
      } else {
        whole.addRawXml(XmlText.fragment(child));
      }
    }
    return whole.build();
  }

  private DomainSpec modelled() {
    DomainSpec.Builder spec =
        DomainSpec.builder()
            .name(rest.name())
            .uuid(rest.uuid())
            .title(rest.title())
            .description(rest.description())
            .memory(rest.memory())
            .vcpus(rest.vcpus())
            .accelerator(accelerator())
            .architecture(rest.architecture())
            .machine(rest.machine())
            .firmware(firmware())
            .cpuMode(
                rest.cpuMode()
                    .flatMap(m -> Values.named(CpuMode.values(), CpuMode::libvirtName, m)))
            .guestAgent(rest.channels().stream().anyMatch(CharacterDeviceXml::isGuestAgent));
    rest.onPoweroff().ifPresent(spec::onPoweroff);
    rest.onReboot().ifPresent(spec::onReboot);
    rest.onCrash().ifPresent(spec::onCrash);
    takeDevices(spec);
    return spec.build();
  }

  /** Never AUTO: a document has decided. libvirt's test driver has no processor for guests. */
  private Accelerator accelerator() {
    return rest.type().equals("kvm") ? Accelerator.KVM : Accelerator.TCG;
  }

  /** Without a word about it, a PC boots by its BIOS; a loader by path is left as raw XML. */
  private Optional<Firmware> firmware() {
    if (rest.firmware().isPresent()) {
      return Optional.of(rest.firmware().get().equals("efi") ? Firmware.UEFI : Firmware.BIOS);
    }
    boolean pc = rest.architecture().map(DomainWriter::isX86).orElse(true);
    return pc && rest.loader().isEmpty() ? Optional.of(Firmware.BIOS) : Optional.empty();
  }

  private void takeDevices(DomainSpec.Builder spec) {
    spec.disks(take(rest.disks(), DiskXml::toSpec, Integer.MAX_VALUE));
    spec.interfaces(take(rest.interfaces(), InterfaceXml::toSpec, Integer.MAX_VALUE));
    take(rest.graphics(), GraphicsXml::toSpec, 1).forEach(spec::graphics);
    if (!rest.serials().isEmpty() && rest.serials().get(0).isPlainLog()) {
      spec.consoleLog(rest.serials().remove(0).logFile());
      if (!rest.consoles().isEmpty() && rest.consoles().get(0).isPlainLog()) {
        rest.consoles().remove(0);
      }
    }
    rest.channels().removeIf(CharacterDeviceXml::isPlainGuestAgent);
  }

  /** Takes away the first {@code most} of {@code devices} that a spec can say. */
  private static <D, S> List<S> take(List<D> devices, Function<D, Optional<S>> toSpec, int most) {
    List<S> specs = new ArrayList<>();
    devices.removeIf(d -> specs.size() < most && toSpec.apply(d).map(specs::add).orElse(false));
    return specs;
  }

  /** Says in the words of {@code given} what both mean, so that it is no difference. */
  private void sayAlike(DomainXml given) {
    rest.uuid().ifPresent(rest::uuid);
    if (rest.currentMemory != null
        && Values.size("currentMemory", rest.currentMemory, "KiB").equals(rest.memory())) {
      rest.currentMemory = null;
    }
    rest.memory.text(given.memory.text());
    rest.memory.attribute("unit", "KiB");
    if (rest.vcpu != null) {
      rest.vcpu.text(given.vcpu.text());
    }
    if (rest.firmware().equals(Optional.of("bios"))) {
      rest.os.attribute("firmware", null);
    }
    allOrNothing(given);
  }

  /** Features and clock are raw XML as a whole, unless they are those of every spec. */
  private void allOrNothing(DomainXml given) {
    if (rest.features == null && given.features != null) {
      rest.features = new FeaturesXml();
    }
    if (given.features != null && !rest.features.isPc()) {
      given.features = null;
    }
    if (rest.clock != null && !rest.clock.same(given.clock)) {
      given.clock = null;
    }
  }
}
