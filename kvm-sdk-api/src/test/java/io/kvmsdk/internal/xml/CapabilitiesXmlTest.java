package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CapabilitiesXmlTest {
  private static CapabilitiesXml host(String secmodels) {
    return CapabilitiesXml.parse("<capabilities><host>" + secmodels + "</host></capabilities>");
  }

  @Test
  void dacLabel_isThatOfTheDomainType_inTheModelOfOwners() {
    CapabilitiesXml host =
        host(
            "<secmodel><model>apparmor</model><doi>0</doi>"
                + "<baselabel type='qemu'>profile</baselabel></secmodel>"
                + "<secmodel><model>dac</model><doi>0</doi>"
                + "<baselabel type='kvm'>+107:+108</baselabel>"
                + "<baselabel type='qemu'>+109:+110</baselabel></secmodel>");

    assertThat(host.dacLabel("qemu")).contains("+109:+110");
    assertThat(host.dacLabel("kvm")).contains("+107:+108");
    assertThat(host.dacLabel("test")).isEmpty();
  }

  @Test
  void dacLabel_isEmpty_whereTheHostHasNoSuchModel() {
    assertThat(host("<secmodel><model>none</model><doi>0</doi></secmodel>").dacLabel("qemu"))
        .isEmpty();
  }
}
