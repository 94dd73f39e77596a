package io.kvmsdk.testkit;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.NodeDeviceXml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** The devices of a fake host: itself, a network card, and what is created. */
final class HostDevices {
  static final String CARD = "pci_0000_00_03_0";
  private static final String OWN_DRIVER = "e1000e";
  private static final String PASSED = "vfio-pci";

  private static final String COMPUTER =
      """
      <device>
        <name>computer</name>
        <capability type='system'>
          <hardware><vendor>kvm-sdk</vendor></hardware>
        </capability>
      </device>
      """;

  private static final String CARD_XML =
      """
      <device>
        <name>%s</name>
        <path>/sys/devices/pci0000:00/0000:00:03.0</path>
        <parent>computer</parent>
        <driver><name>%s</name></driver>
        <capability type='pci'>
          <class>0x020000</class>
          <domain>0</domain>
          <bus>0</bus>
          <slot>3</slot>
          <function>0</function>
          <product id='0x10d3'>82574L Gigabit Network Connection</product>
          <vendor id='0x8086'>Intel Corporation</vendor>
          <iommuGroup number='3'>
            <address domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>
          </iommuGroup>
        </capability>
      </device>
      """;

  private static final String INTERFACE =
      """
      <device>
        <name>net_eth0_02_00_00_00_00_01</name>
        <parent>%s</parent>
        <capability type='net'>
          <interface>eth0</interface>
          <address>02:00:00:00:00:01</address>
        </capability>
      </device>
      """;

  private final Set<String> created = new TreeSet<>();
  private final Map<String, String> documents = new LinkedHashMap<>();

  HostDevices() {
    documents.put("computer", COMPUTER);
    documents.put(CARD, CARD_XML.formatted(CARD, OWN_DRIVER));
    documents.put("net_eth0_02_00_00_00_00_01", INTERFACE.formatted(CARD));
  }

  static Subject subject(String name) {
    return Subject.of("node device", name);
  }

  List<String> names() {
    return List.copyOf(documents.keySet());
  }

  Set<String> created() {
    return Set.copyOf(created);
  }

  boolean has(String name) {
    return documents.containsKey(name);
  }

  String xml(String name) {
    String document = documents.get(name);
    if (document == null) {
      throw new NotFoundException(
          subject(name), "there is no such device on the fake host", "There are: " + names());
    }
    return document;
  }

  void detach(String name) {
    drive(name, PASSED);
  }

  void reattach(String name) {
    drive(name, OWN_DRIVER);
  }

  private void drive(String name, String driver) {
    requirePci(name);
    documents.put(name, CARD_XML.formatted(name, driver));
  }

  void requirePci(String name) {
    if (NodeDeviceXml.parse(xml(name)).capability("pci").isEmpty()) {
      throw new ConflictException(subject(name), "is no PCI device", "");
    }
  }

  /** Any document makes a device, under a name of its own. */
  String create(String xml) {
    NodeDeviceXml.parse(xml);
    String name = "mdev_" + UUID.randomUUID().toString().replace('-', '_');
    documents.put(name, xml.replaceFirst("<device>", "<device><name>" + name + "</name>"));
    created.add(name);
    return name;
  }

  void destroy(String name) {
    xml(name);
    if (!created.remove(name)) {
      throw new ConflictException(subject(name), "was not created, and is there to stay", "");
    }
    documents.remove(name);
  }
}
