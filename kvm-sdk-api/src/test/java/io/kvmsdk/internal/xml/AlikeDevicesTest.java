package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.InterfaceSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** Of devices that are much alike, the one that is meant changes, and no other. */
class AlikeDevicesTest {
  private static final String COMPANIONS =
      """
      <controller type='usb' index='0' model='ich9-ehci1'>
        <address type='pci' bus='0' slot='4' function='7'/>
      </controller>
      <controller type='usb' index='0' model='ich9-uhci1'>
        <master startport='0'/>
        <address type='pci' bus='0' slot='4' function='0' multifunction='on'/>
      </controller>
      <controller type='usb' index='0' model='ich9-uhci2'>
        <master startport='2'/>
        <address type='pci' bus='0' slot='4' function='1'/>
      </controller>
      """;

  private static final String SCREENS =
      """
      <video><model type='virtio' heads='1' primary='yes'/></video>
      <video><model type='virtio' heads='1'/></video>
      """;

  private static final String TPMS =
      """
      <tpm model='tpm-spapr'><backend type='emulator' version='2.0'/></tpm>
      <tpm model='spapr-tpm-proxy'>
        <backend type='passthrough'><device path='/dev/tpmrm0'/></backend>
      </tpm>
      """;

  private static final String PORTS =
      """
      <serial type='pty'/>
      <console type='pty'/>
      """;

  private static final String TEAM =
      """
      <interface type='network'>
        <mac address='52:54:00:00:00:01'/>
        <source network='a'/>
        <model type='virtio'/>
        <teaming type='persistent'/>
        <alias name='ua-backup0'/>
      </interface>
      <interface type='network'>
        <mac address='52:54:00:00:00:01'/>
        <source network='b'/>
        <model type='virtio'/>
        <teaming type='transient' persistent='ua-backup0'/>
      </interface>
      """;

  private static String document(List<Element> devices) {
    Element domain =
        XmlTree.parse(
            "<domain type='kvm'><name>d</name><memory>1048576</memory><vcpu>1</vcpu>"
                + "<os><type arch='x86_64'>hvm</type></os><devices/></domain>");
    devices.forEach(d -> XmlTree.append(XmlTree.obtain(domain, "devices"), d));
    return XmlTree.text(domain);
  }

  private static List<Element> devices(String xml) {
    return XmlTree.children(XmlTree.parse("<devices>" + xml + "</devices>"));
  }

  private static String edited(String xml, DomainSpec wanted) {
    Element before = XmlTree.parse(DomainXml.of(DomainXml.parse(xml).toSpec()).toXml());
    Element after = XmlTree.parse(DomainXml.of(wanted).toXml());
    Element document = XmlTree.parse(xml);
    DomainEdit edit = new DomainEdit(document);
    Difference.between(before, after).forEach(edit::make);
    return XmlTree.text(document);
  }

  @ParameterizedTest
  @ValueSource(strings = {COMPANIONS, SCREENS, TPMS, PORTS, TEAM})
  void aDeviceThatGoes_isTheOneThatTheSpecDrops(String xml) {
    for (int i = 0; i < devices(xml).size(); i++) {
      List<Element> left = new ArrayList<>(devices(xml));
      left.remove(i);

      DomainSpec wanted = DomainXml.parse(document(left)).toSpec();

      assertThat(edited(document(devices(xml)), wanted)).isEqualTo(document(left));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void eitherCardOfATeam_changesByItself(int which) {
    String xml = document(devices(TEAM));
    DomainSpec now = DomainXml.parse(xml).toSpec();
    List<InterfaceSpec> cards = new ArrayList<>(now.interfaces());
    cards.set(which, cards.get(which).toBuilder().linkUp(false).build());
    List<Element> wanted = devices(TEAM);
    XmlTree.obtain(wanted.get(which), "link").setAttribute("state", "down");

    String edited = edited(xml, now.toBuilder().interfaces(cards).build());

    assertThat(edited).isEqualTo(document(wanted));
  }

  @Test
  void aCard_isTheSame_howeverItsAddressIsSpelt() {
    String xml = document(devices(TEAM + PORTS)).replace("52:54:00:00:00:01", "52:54:00:AA:00:bB");
    DomainSpec none = DomainXml.parse(document(devices(PORTS))).toSpec();

    assertThat(edited(xml, none)).isEqualTo(document(devices(PORTS)));
  }
}
