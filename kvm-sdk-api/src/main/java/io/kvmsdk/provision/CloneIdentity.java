package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DeviceSpec;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.domain.SmbiosSpec;
import io.kvmsdk.domain.VsockSpec;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.internal.xml.XmlText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What makes a definition that of one machine, and is another for its clone. */
final class CloneIdentity {
  /** Of a disk, what a guest may know it by. */
  private static final Set<String> OF_DISKS = Set.of("serial", "wwn");

  private static final Set<String> SMBIOS_ENTRIES = Set.of("uuid", "serial");

  private final MacAddresses macs;
  private final String name;
  private final Optional<String> nvram;

  /**
   * @param nvram the copy of the firmware's variables; libvirt makes new ones where it is empty
   */
  CloneIdentity(Hypervisor kvm, String name, Optional<String> nvram) {
    this.macs = new MacAddresses(kvm);
    this.name = name;
    this.nvram = nvram;
  }

  DomainSpec of(DomainSpec original) {
    return original.toBuilder()
        .name(name)
        .uuid(Optional.empty())
        .consoleLog(original.consoleLog().map(this::besides))
        .disks(original.disks().stream().map(CloneIdentity::anonymous).toList())
        .interfaces(original.interfaces().stream().map(this::card).toList())
        .smbios(anonymous(original.smbios()))
        .devices(original.devices().stream().map(CloneIdentity::anonymous).toList())
        .rawXml(original.rawXml().stream().flatMap(this::element).toList())
        .build();
  }

  private String besides(String log) {
    return Path.of(log).resolveSibling(name + ".log").toString();
  }

  private static DiskSpec anonymous(DiskSpec disk) {
    List<String> rest =
        disk.rawXml().stream().filter(x -> !OF_DISKS.contains(parse(x).getTagName())).toList();
    return disk.toBuilder().serial(Optional.empty()).wwn(Optional.empty()).rawXml(rest).build();
  }

  private static SmbiosSpec anonymous(SmbiosSpec smbios) {
    return smbios.toBuilder()
        .bios(anonymous(smbios.bios()))
        .system(anonymous(smbios.system()))
        .baseBoard(anonymous(smbios.baseBoard()))
        .chassis(anonymous(smbios.chassis()))
        .build();
  }

  private static Map<String, String> anonymous(Map<String, String> entries) {
    Map<String, String> rest = new LinkedHashMap<>(entries);
    rest.keySet().removeAll(SMBIOS_ENTRIES);
    return rest;
  }

  /** Two guests that run cannot have the same address. */
  private static DeviceSpec anonymous(DeviceSpec device) {
    return device instanceof VsockSpec vsock
        ? vsock.toBuilder().cid(OptionalInt.empty()).build()
        : device;
  }

  /** libvirt would refuse a second host's end of the same name. */
  private InterfaceSpec card(InterfaceSpec card) {
    return macs.given(card.toBuilder().mac(Optional.empty()).target(Optional.empty()).build());
  }

  private Stream<String> element(String xml) {
    Element element = parse(xml);
    switch (element.getTagName()) {
      case "genid" -> {
        return Stream.of("<genid/>");
      }
      case "os" -> children(element, "nvram").forEach(this::rename);
      case "sysinfo" ->
          children(element, "entry")
              .filter(e -> SMBIOS_ENTRIES.contains(e.getAttribute("name")))
              .forEach(e -> e.getParentNode().removeChild(e));
      default -> {
        return Stream.of(xml);
      }
    }
    return Stream.of(XmlText.fragment(element));
  }

  private void rename(Element variables) {
    if (nvram.isPresent()) {
      variables.setTextContent(nvram.get());
    } else {
      variables.setTextContent("");
      if (variables.getAttributes().getLength() == 0) {
        variables.getParentNode().removeChild(variables);
      }
    }
  }

  private static Stream<Element> children(Element element, String tag) {
    NodeList found = element.getElementsByTagName(tag);
    Stream.Builder<Node> nodes = Stream.builder();
    for (int i = 0; i < found.getLength(); i++) {
      nodes.add(found.item(i));
    }
    return nodes.build().map(Element.class::cast).toList().stream();
  }

  private static Element parse(String xml) {
    try {
      return Validation.element(xml);
    } catch (SAXException e) {
      throw new IllegalStateException("the spec was validated", e);
    }
  }
}
