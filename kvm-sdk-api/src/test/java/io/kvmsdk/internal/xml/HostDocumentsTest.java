package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.value.MacAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What documents about a host tell: its secrets, network filters and devices. */
class HostDocumentsTest {
  private static final UUID ID = UUID.fromString("5f0e2a4c-1b7d-4e7a-9a44-0d6ae3d0c0f7");

  @Test
  void secret_whenWritten_saysWhatItIsFor() {
    SecretXml secret = new SecretXml();
    secret.uuid(ID);
    secret.ephemeral(false);
    secret.hidden(true);
    secret.description("the key of <web>");
    secret.usage("volume", "/var/lib/web.img");
    assertThat(secret.toXml())
        .isEqualTo(
            """
            <secret ephemeral='no' private='yes'>
              <uuid>5f0e2a4c-1b7d-4e7a-9a44-0d6ae3d0c0f7</uuid>
              <description>the key of &lt;web&gt;</description>
              <usage type='volume'>
                <volume>/var/lib/web.img</volume>
              </usage>
            </secret>
            """);
  }

  @Test
  void secret_ofEachType_tellsWhich() {
    for (String type : List.of("volume", "ceph", "iscsi", "tls", "vtpm")) {
      SecretXml secret = new SecretXml();
      secret.usage(type, "it");
      SecretXml read = SecretXml.parse(secret.toXml());
      assertThat(read.usageType()).contains(type);
      assertThat(read.usageId()).contains("it");
    }
    assertThat(SecretXml.parse("<secret/>").usageId()).isEmpty();
  }

  @Test
  void filter_keepsRulesAndIncludesInTheirOrder() {
    String xml =
        """
        <filter chain='root' name='web' priority='-700'>
          <uuid>5f0e2a4c-1b7d-4e7a-9a44-0d6ae3d0c0f7</uuid>
          <rule action='accept' direction='in' priority='100'>
            <tcp dstportstart='443'/>
          </rule>
          <filterref filter='clean-traffic'>
            <parameter name='IP' value='10.0.0.1'/>
            <parameter name='IP' value='10.0.0.2'/>
          </filterref>
          <rule action='drop' direction='inout'/>
        </filter>
        """;
    NwFilterXml filter = NwFilterXml.parse(xml);
    assertThat(filter.toXml()).isEqualTo(xml);
    assertThat(filter.name()).isEqualTo("web");
    assertThat(filter.uuid()).contains(ID);
    assertThat(filter.chain()).contains("root");
    assertThat(filter.priority()).contains(-700);
    assertThat(filter.includes()).containsExactly("clean-traffic");
    assertThat(filter.rules())
        .extracting(NwFilterXml.Rule::action)
        .containsExactly("accept", "drop");
    assertThat(filter.rules())
        .extracting(NwFilterXml.Rule::direction)
        .containsExactly("in", "inout");
    assertThat(filter.rules()).extracting(NwFilterXml.Rule::priority).containsExactly(100, 500);
    assertThat(filter.rules().get(0).matches().get(0).getTagName()).isEqualTo("tcp");
  }

  @Test
  void filterBinding_tellsWhoseCardItIs() {
    NwFilterBindingXml binding =
        NwFilterBindingXml.parse(
            """
            <filterbinding>
              <owner><name>web</name><uuid>5f0e2a4c-1b7d-4e7a-9a44-0d6ae3d0c0f7</uuid></owner>
              <portdev name='vnet0'/>
              <mac address='52:54:00:7b:35:93'/>
              <filterref filter='clean-traffic'><parameter name='IP' value='10.0.0.1'/></filterref>
            </filterbinding>
            """);
    assertThat(binding.ownerName()).contains("web");
    assertThat(binding.ownerUuid()).contains(ID);
    assertThat(binding.portDevice()).contains("vnet0");
    assertThat(binding.mac()).contains(MacAddress.of("52:54:00:7b:35:93"));
    assertThat(binding.filter().orElseThrow().filter()).isEqualTo("clean-traffic");
    assertThat(binding.filter().orElseThrow().parameters())
        .isEqualTo(Map.of("IP", List.of("10.0.0.1")));
  }

  @Test
  void networkPort_tellsWhoIsPluggedIn() {
    NetworkPortXml port =
        NetworkPortXml.parse(
            """
            <networkport>
              <uuid>5f0e2a4c-1b7d-4e7a-9a44-0d6ae3d0c0f7</uuid>
              <owner><name>web</name><uuid>1b7d2a4c-5f0e-4e7a-9a44-0d6ae3d0c0f7</uuid></owner>
              <group>fast</group>
              <mac address='52:54:00:7b:35:93'/>
              <plug type='network' bridge='virbr0'/>
            </networkport>
            """);
    assertThat(port.uuid()).contains(ID);
    assertThat(port.ownerName()).contains("web");
    assertThat(port.ownerUuid()).contains(UUID.fromString("1b7d2a4c-5f0e-4e7a-9a44-0d6ae3d0c0f7"));
    assertThat(port.portGroup()).contains("fast");
    assertThat(port.mac()).contains(MacAddress.of("52:54:00:7b:35:93"));
  }

  @Test
  void hostInterface_tellsItsAddresses_andWhatItIsMadeOf() {
    HostInterfaceXml bridge =
        HostInterfaceXml.parse(
            """
            <interface type='bridge' name='br0'>
              <mac address='52:54:00:7b:35:93'/>
              <link state='up' speed='1000'/>
              <mtu size='9000'/>
              <protocol family='ipv4'><ip address='192.0.2.7' prefix='24'/></protocol>
              <protocol family='ipv6'><ip address='2001:db8::7' prefix='64'/></protocol>
              <bridge><interface type='ethernet' name='eth0'/></bridge>
            </interface>
            """);
    assertThat(bridge.name()).isEqualTo("br0");
    assertThat(bridge.mac()).contains(MacAddress.of("52:54:00:7b:35:93"));
    assertThat(bridge.linkState()).contains("up");
    assertThat(bridge.mtu()).hasValue(9000);
    assertThat(bridge.addresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("192.0.2.7", "2001:db8:0:0:0:0:0:7");
    assertThat(bridge.members()).containsExactly("eth0");
  }

  @Test
  void nodeDevice_tellsWhatItIs() {
    NodeDeviceXml device =
        NodeDeviceXml.parse(
            """
            <device>
              <name>pci_0000_02_10_7</name>
              <path>/sys/devices/pci0000:00/0000:00:04.0/0000:02:10.7</path>
              <devnode type='dev'>/dev/x</devnode>
              <devnode type='link'>/dev/by-id/x</devnode>
              <parent>pci_0000_00_04_0</parent>
              <driver><name>igbvf</name></driver>
              <capability type='pci'>
                <domain>0</domain><bus>2</bus><slot>16</slot><function>7</function>
                <product id='0x10ca'>82576 Virtual Function</product>
                <vendor id='0x8086'>Intel Corporation</vendor>
                <capability type='phys_function'>
                  <address domain='0x0000' bus='0x02' slot='0x00' function='0x1'/>
                </capability>
                <iommuGroup number='31'/>
              </capability>
            </device>
            """);
    assertThat(device.name()).isEqualTo("pci_0000_02_10_7");
    assertThat(device.path()).contains("/sys/devices/pci0000:00/0000:00:04.0/0000:02:10.7");
    assertThat(device.deviceNode()).contains("/dev/x");
    assertThat(device.deviceLinks()).containsExactly("/dev/by-id/x");
    assertThat(device.parent()).contains("pci_0000_00_04_0");
    assertThat(device.driver()).contains("igbvf");
    assertThat(device.capability("usb_device")).isEmpty();
    NodeCapability pci = device.capability("pci").orElseThrow();
    assertThat(pci.number("slot")).contains(16L);
    assertThat(pci.text("product")).contains("82576 Virtual Function");
    assertThat(pci.text("class")).isEmpty();
    assertThat(pci.attribute("vendor", "id")).contains("0x8086");
    assertThat(pci.attribute("iommuGroup", "number")).contains("31");
    assertThat(pci.capabilities())
        .extracting(NodeCapability::type)
        .containsExactly("phys_function");
    assertThat(pci.capability("phys_function").orElseThrow().elements("address")).hasSize(1);
  }
}
