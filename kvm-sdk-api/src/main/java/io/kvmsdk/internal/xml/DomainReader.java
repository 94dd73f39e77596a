package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.value.MacAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.w3c.dom.Element;

/** Reads a spec out of a {@code <domain>} document, with what it does not model as raw XML. */
final class DomainReader {
  /** A copy, from which devices are taken as the spec comes to hold them. */
  private final DomainXml rest;

  DomainReader(DomainXml domain) {
    this.rest = Xml.copy(DomainXml.class, domain);
    Amounts.inKib(rest);
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
            .vcpus(rest.currentVcpus())
            .maxVcpus(
                rest.currentVcpus() < rest.vcpus()
                    ? OptionalInt.of(rest.vcpus())
                    : OptionalInt.empty())
            .ioThreads(Values.number(rest.iothreads))
            .accelerator(accelerator())
            .architecture(rest.architecture())
            .machine(rest.machine())
            .firmware(firmware())
            .guestAgent(rest.channels().stream().anyMatch(CharacterDeviceXml::isGuestAgent));
    rest.onPoweroff().ifPresent(spec::onPoweroff);
    rest.onReboot().ifPresent(spec::onReboot);
    rest.onCrash().ifPresent(spec::onCrash);
    Optional.ofNullable(rest.clock).flatMap(ClockXml::toSpec).ifPresent(spec::clock);
    DomainSpec base = spec.build();
    DomainPart.ALL.forEach(part -> part.readWhole(rest, base, spec));
    takeDevices(spec);
    return spec.build();
  }

  /** Never AUTO: a document has decided. libvirt's test driver has no processor for guests. */
  private Accelerator accelerator() {
    return switch (rest.type()) {
      case "kvm" -> Accelerator.KVM;
      case "hvf" -> Accelerator.HVF;
      default -> Accelerator.TCG;
    };
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
    spec.disks(take(rest.disks(), DiskXml::toSpec));
    spec.interfaces(take(rest.interfaces(), firstOfItsMac()));
    spec.graphics(take(rest.graphics(), GraphicsXml::toSpec));
    if (beginsWithLog(rest.serials()) && beginsWithLog(rest.consoles())) {
      rest.consoles().remove(0);
      spec.consoleLog(rest.serials().remove(0).logFile());
    }
    rest.channels().removeIf(CharacterDeviceXml::isPlainGuestAgent);
    spec.devices(DeviceKind.take(rest.devices()));
  }

  /** libvirt lets interfaces have one address, which specs take for an oversight. */
  private static Function<InterfaceXml, Optional<InterfaceSpec>> firstOfItsMac() {
    Set<MacAddress> seen = new HashSet<>();
    return xml ->
        xml.toSpec().filter(i -> i.teamed() || i.mac().isEmpty() || seen.add(i.mac().get()));
  }

  private static boolean beginsWithLog(List<CharacterDeviceXml> ports) {
    return !ports.isEmpty() && ports.get(0).isPlainLog();
  }

  /** Takes away those of {@code devices} that a spec can say. */
  private static <D, S> List<S> take(List<D> devices, Function<D, Optional<S>> toSpec) {
    List<S> specs = new ArrayList<>();
    devices.removeIf(d -> toSpec.apply(d).map(specs::add).orElse(false));
    return specs;
  }

  /** Says in the words of {@code given} what both mean, so that it is no difference. */
  private void sayAlike(DomainXml given) {
    rest.uuid().ifPresent(rest::uuid);
    if (rest.currentMemory != null
        && Values.size("currentMemory", rest.currentMemory, "KiB").equals(rest.memory())) {
      rest.currentMemory = null;
    }
    if (rest.memory != null) {
      rest.memory.text(given.memory.text());
    }
    if (rest.vcpu != null) {
      rest.vcpu.text(given.vcpu.text());
    }
    if (rest.firmware().equals(Optional.of("bios"))) {
      rest.os.attribute("firmware", null);
    }
    features(given);
  }

  /** Features are raw XML as a whole, unless they are those of the spec. */
  private void features(DomainXml given) {
    if (rest.features == null && given.features != null) {
      rest.features = new FeaturesXml();
    }
    if (given.features != null && !rest.features.same(given.features)) {
      given.features = null;
    }
  }
}
