package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.domain.SoundSpec;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.network.Bandwidth;
import io.kvmsdk.network.Bootp;
import io.kvmsdk.network.DhcpRange;
import io.kvmsdk.network.DnsForwarder;
import io.kvmsdk.network.DnsTxt;
import io.kvmsdk.network.ForwardMode;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.network.PortGroup;
import io.kvmsdk.network.StaticRoute;
import io.kvmsdk.storage.PoolSource;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.MacAddress;
import io.kvmsdk.value.PciAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A spec read out of libvirt's document models what it can, and keeps the rest as raw XML. */
class ReadBackTest {
  @Test
  void toSpec_ofARichDomain_modelsWhatItCan() throws Exception {
    DomainSpec spec = domain("domain-rich.xml");
    assertThat(spec.name()).isEqualTo("büro & lager");
    assertThat(spec.memory()).isEqualTo(ByteSize.gib(4));
    assertThat(spec.accelerator()).isEqualTo(Accelerator.KVM);
    assertThat(spec.machine()).contains("pc-q35-7.2");
    assertThat(spec.firmware()).isEmpty();
    assertThat(spec.cpu().mode()).contains(CpuMode.HOST_PASSTHROUGH);
    assertThat(spec.cpu().migratable()).contains(true);
    assertThat(spec.cpu().cores()).hasValue(2);
    assertThat(spec.metadata())
        .anyMatch(x -> x.startsWith("<app:owner xmlns:app='urn:example:app'"));
    assertThat(spec.disks())
        .extracting(DiskSpec::target)
        .map(t -> t.orElse(""))
        .containsExactly("vda");
    assertThat(spec.interfaces())
        .extracting(InterfaceSpec::source)
        .containsExactly(
            InterfaceSource.ovs("br-int"),
            new InterfaceSource.HostCard(PciAddress.of("06:10.1"), true));
    assertThat(spec.graphics().get(0).password().orElseThrow().reveal()).isEqualTo("s'cret");
    assertThat(spec.consoleLog()).contains("/var/log/libvirt/büro.log");
    assertThat(spec.guestAgent()).isTrue();
  }

  @Test
  void toSpec_ofARichDomain_keepsTheRestWhereItBelongs() throws Exception {
    DomainSpec spec = domain("domain-rich.xml");
    assertThat(spec.devices(SoundSpec.class)).containsExactly(SoundSpec.builder().build());
    assertThat(spec.disks().get(0).rawXml())
        .noneMatch(x -> x.startsWith("<serial") || x.startsWith("<driver"));
    assertThat(spec.disks().get(0).serial()).contains("BX1");
    assertThat(spec.disks().get(0).discard()).contains(false);
    assertThat(spec.disks().get(0).io()).contains("native");
    assertThat(spec.interfaces().get(0).rawXml())
        .contains(
            "<virtualport><parameters interfaceid='09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f'/>"
                + "</virtualport>");
    assertThat(spec.rawXml())
        .contains("<on_crash>coredump-restart</on_crash>")
        .anyMatch(x -> x.startsWith("<qemu:commandline xmlns:qemu="));
    assertThat(spec.rawDevices())
        .anyMatch(x -> x.startsWith("<disk device='floppy'"))
        .noneMatch(x -> x.contains("guest_agent"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"domain-rich.xml", "domain-nvram-source.xml"})
  void toSpec_ofWhatASpecReadBackBecomes_isThatSpec(String file) throws Exception {
    DomainSpec spec = domain(file);
    assertThat(DomainXml.of(spec).toSpec()).isEqualTo(spec);
  }

  @ParameterizedTest
  @ValueSource(strings = {"domain-rich.xml", "domain-nvram-source.xml"})
  void of_aDomainReadBack_dropsNoElement(String file) throws Exception {
    List<String> before = names(RoundTripTest.resource(file));
    List<String> after = names(DomainXml.of(domain(file)).toXml());
    // What libvirt adds by itself: the serial port's model, the agent's address, a link that is up
    before.removeAll(List.of("listen", "address", "model", "target", "link"));
    assertThat(after).containsAll(before);
  }

  @Test
  void toSpec_ofADomainWithoutAcpi_doesNotGiveItAcpi() {
    DomainSpec spec =
        DomainXml.parse(
                """
                <domain type='kvm'>
                  <name>d</name><memory>2048</memory><os><type arch='x86_64'>hvm</type></os>
                </domain>
                """)
            .toSpec();
    assertThat(DomainXml.of(spec).features()).isEmpty();
    assertThat(spec.firmware()).contains(Firmware.BIOS);
  }

  @ParameterizedTest
  @CsvSource({"kvm, KVM", "qemu, TCG", "test, TCG"})
  void toSpec_ofADomainOfAnyType_hasAnAcceleratorThatIsDecided(String type, Accelerator expected) {
    String xml = "<domain type='%s'><name>d</name><memory>2048</memory></domain>";
    assertThat(DomainXml.parse(xml.formatted(type)).toSpec().accelerator()).isEqualTo(expected);
  }

  @Test
  void of_aSpecWhoseMemoryWasChangedAfterReadingBack_hasTheNewMemory() {
    DomainSpec read =
        DomainXml.parse(
                """
                <domain type='kvm'>
                  <name>d</name><memory unit='GiB'>2</memory>
                  <currentMemory unit='KiB'>2097152</currentMemory>
                </domain>
                """)
            .toSpec();
    DomainXml changed = DomainXml.of(read.toBuilder().memory(ByteSize.gib(4)).build());
    assertThat(changed.memory()).isEqualTo(ByteSize.gib(4));
    assertThat(changed.toXml()).doesNotContain("currentMemory");
  }

  @Test
  void accessors_ofADocument_tellWhatAHypervisorNeeds() throws Exception {
    DomainXml domain = DomainXml.parse(RoundTripTest.resource("domain-nvram-source.xml"));
    assertThat(domain.type()).isEqualTo("qemu");
    assertThat(domain.nvram()).contains("/var/lib/libvirt/qemu/nvram/arm_VARS.fd");
    assertThat(domain.firmware()).contains("efi");
    assertThat(domain.features()).containsExactly("acpi", "gic");
    assertThat(domain.disks().get(0).source().orElseThrow().device())
        .contains("/dev/disk/by-id/wwn-1");
    assertThat(domain.interfaces().get(0).model()).contains("e1000e");
  }

  @Test
  void toSpec_ofARichNetwork_modelsWhatItCan() throws Exception {
    NetworkSpec spec = NetworkXml.parse(RoundTripTest.resource("network-rich.xml")).toSpec();
    assertThat(spec.forward()).isEqualTo(ForwardMode.nat().by("eth0").from(1024, 65535));
    assertThat(spec.guestIpv6()).isTrue();
    assertThat(spec.mac()).contains(MacAddress.of("52:54:00:11:22:33"));
    assertThat(spec.domainLocalOnly()).isTrue();
    assertThat(spec.addresses())
        .map(Object::toString)
        .containsExactly("192.168.70.1/24", "fd00:70:0:0:0:0:0:1/64");
    assertThat(spec.dhcpRanges())
        .containsExactly(
            DhcpRange.of("192.168.70.100", "192.168.70.149"),
            DhcpRange.of("192.168.70.150", "192.168.70.199").leasedFor(Duration.ofHours(1)),
            DhcpRange.of("fd00:70::100", "fd00:70::1ff"));
    assertThat(spec.dhcpHosts()).hasSize(1);
    assertThat(spec.bootp()).contains(new Bootp("pxelinux.0", Optional.of("192.168.70.1")));
    assertThat(spec.tftpRoot()).contains("/srv/tftp");
    assertThat(spec.dnsHosts()).hasSize(1);
    assertThat(spec.dnsForwarders()).containsExactly(DnsForwarder.of("192.0.2.53"));
    assertThat(spec.dnsTxts()).containsExactly(new DnsTxt("example", "some text"));
    assertThat(spec.routes()).containsExactly(StaticRoute.of("10.70.0.0/16", "192.168.70.2"));
    Bandwidth slow = new Bandwidth(Optional.of(Bandwidth.Limit.of(1000)), Optional.empty());
    assertThat(spec.portGroups()).containsExactly(PortGroup.of("slow").asDefault().limitedTo(slow));
    assertThat(spec.rawXml())
        .contains("<bridge delay='0' stp='on'/>", "<dns forwardPlainNames='no'/>")
        .anyMatch(x -> x.startsWith("<ip address='fd00:70:0:0:0:0:0:1'><dhcp><host id='0:4:7e"))
        .anyMatch(x -> x.contains("<host ip='192.168.70.11' name='byname'/>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"network-rich.xml", "network-macvtap.xml"})
  void toSpec_ofWhatANetworkReadBackBecomes_isThatSpec(String file) throws Exception {
    NetworkSpec spec = NetworkXml.parse(RoundTripTest.resource(file)).toSpec();
    assertThat(NetworkXml.of(spec).toSpec()).isEqualTo(spec);
    assertThat(names(NetworkXml.of(spec).toXml()))
        .containsExactlyInAnyOrderElementsOf(names(RoundTripTest.resource(file)));
  }

  @Test
  void toSpec_ofAPool_leavesOutHowFullItIs() throws Exception {
    StoragePoolSpec spec = StoragePoolXml.parse(RoundTripTest.resource("pool-rich.xml")).toSpec();
    assertThat(spec.target()).isEqualTo("/var/lib/libvirt/images");
    assertThat(spec.rawXml())
        .containsExactlyInAnyOrder(
            "<features><cow state='no'/></features>",
            "<target><permissions><mode>0711</mode><owner>0</owner><group>0</group></permissions>"
                + "</target>");
  }

  @Test
  void toSpec_ofAVolume_leavesOutItsState() throws Exception {
    StorageVolumeSpec spec =
        StorageVolumeXml.parse(RoundTripTest.resource("volume-rich.xml")).toSpec();
    assertThat(spec.capacity()).isEqualTo(ByteSize.gib(20));
    assertThat(spec.format()).isEqualTo(VolumeFormat.QCOW2);
    assertThat(spec.backingStore().orElseThrow().path())
        .isEqualTo("/var/lib/libvirt/images/golden.qcow2");
    assertThat(StorageVolumeXml.of(spec).toXml())
        .contains("lazy_refcounts", "clusterSize")
        .doesNotContain("timestamps", "<key>", "physical", "images/web.qcow2");
  }

  @Test
  void toSpec_ofAPoolThatSpecsHaveNoWordFor_saysSo() {
    StoragePoolXml pool = StoragePoolXml.parse("<pool type='zfs'><name>tank</name></pool>");
    assertThatThrownBy(pool::toSpec)
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("storage pool 'tank'")
        .hasMessageContaining("'zfs'");
  }

  @Test
  void toSpec_ofAPoolWithMoreThanASpecSays_keepsTheRest() {
    StoragePoolSpec spec =
        StoragePoolXml.parse(
                """
                <pool type='netfs'>
                  <name>n</name>
                  <source>
                    <host name='nfs.example'/><dir path='/export'/><format type='nfs'/>
                    <protocol ver='4.1'/>
                  </source>
                  <target><path>/mnt/n</path></target>
                </pool>
                """)
            .toSpec();
    assertThat(spec.source()).isEqualTo(PoolSource.netfs("nfs.example", "/export"));
    assertThat(spec.rawXml()).containsExactly("<source><protocol ver='4.1'/></source>");
    assertThat(StoragePoolXml.of(spec).toXml()).containsOnlyOnce("<source>").contains("ver='4.1'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<pool type='netfs'><name>p</name><source><host name='h'/><dir path='/s'/>"
            + "<format type='cifs'/></source><target><path>/t</path></target></pool>",
        "<pool type='rbd'><name>p</name><source><name>r</name><host name='h'/>"
            + "<auth type='ceph' username='u'><secret usage='x'/></auth></source></pool>",
        "<pool type='fs'><name>p</name><target><path>/t</path></target></pool>"
      })
  void toSpec_ofASourceThatSpecsHaveNoWordFor_saysSo(String xml) {
    StoragePoolXml pool = StoragePoolXml.parse(xml);
    assertThatThrownBy(pool::toSpec).isInstanceOf(UnsupportedException.class);
  }

  @Test
  void rawXml_withinAnElementThatTheSpecGives_joinsIt() {
    DiskSpec disk =
        DiskSpec.builder()
            .source(DiskSource.file("/a.qcow2"))
            .format(VolumeFormat.QCOW2)
            .addRawXml("<driver io='native' discard='ignore'/>")
            .build();
    DomainSpec spec =
        DomainSpec.builder()
            .name("d")
            .memory(ByteSize.mib(1))
            .accelerator(Accelerator.KVM)
            .addDisk(disk)
            .addRawXml("<os><boot dev='hd'/></os>")
            .addRawXml("<os><boot dev='cdrom'/></os>")
            .build();
    assertThat(DomainXml.of(spec).toXml())
        .contains("<driver discard='ignore' io='native' name='qemu' type='qcow2'/>")
        .contains("<type>hvm</type>\n    <boot dev='hd'/>\n    <boot dev='cdrom'/>");
  }

  @Test
  void rawDevices_ofADomainThatHasNoOthers_areThere() {
    DomainSpec spec =
        DomainSpec.builder()
            .name("d")
            .memory(ByteSize.mib(1))
            .accelerator(Accelerator.KVM)
            .guestAgent(false)
            .addRawDevice("<rng model='virtio'><backend model='builtin'/></rng>")
            .build();
    assertThat(DomainXml.of(spec).rngs()).hasSize(1);
  }

  private static DomainSpec domain(String file) throws Exception {
    return DomainXml.parse(RoundTripTest.resource(file)).toSpec();
  }

  /** The names of all elements, once for each. */
  private static List<String> names(String xml) throws Exception {
    return new ArrayList<>(
        Canonical.form(xml)
            .lines()
            .map(String::strip)
            .filter(l -> !l.startsWith("\""))
            .map(l -> l.replaceFirst("\\{[^{}]*=.*\\}$|\\{\\}$", ""))
            .toList());
  }
}
