package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The definition is edited, and what is not concerned stays. */
class DomainEditTest {
  private static final String WEB =
      """
      <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
        <name>web</name>
        <uuid>6d9a8c4e-6d0b-4d3c-8a55-0d6c7c0a1b2c</uuid>
        <metadata><a:b xmlns:a='urn:a' a:c='d'/><x:x xmlns:x='urn:x'>t<!-- why --><?p i?></x:x></metadata>
        <memory unit='KiB'>2097152</memory>
        <currentMemory unit='KiB'>2097152</currentMemory>
        <vcpu placement='static'>2</vcpu>
        <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type><boot dev='hd'/></os>
        <features><acpi/></features>
        <devices>
          <disk type='file' device='disk'>
            <driver name='qemu' type='qcow2'/>
            <source file='/a.qcow2'/>
            <target dev='vda' bus='virtio'/>
            <address type='pci' domain='0x0000' bus='0x04' slot='0x00' function='0x0'/>
          </disk>
          <controller type='usb' index='0' model='qemu-xhci'/>
          <unheard of='yes'><x/></unheard>
          <memballoon model='virtio'/>
        </devices>
        <qemu:commandline><qemu:arg value='-s'/></qemu:commandline>
      </domain>
      """;

  private static String edited(UnaryOperator<DomainSpec.Builder> change) {
    DomainSpec now = DomainXml.parse(WEB).toSpec();
    Element before = XmlTree.parse(DomainXml.of(now).toXml());
    Element after = XmlTree.parse(DomainXml.of(change.apply(now.toBuilder()).build()).toXml());
    Element document = XmlTree.parse(WEB);
    List<Difference> differences = Difference.between(before, after);
    DomainEdit edit = new DomainEdit(document);
    differences.forEach(edit::make);
    edit.settle(differences, after);
    return XmlTree.text(document);
  }

  private static String same() {
    return XmlTree.text(XmlTree.parse(WEB));
  }

  @Test
  void nothing_changesNothing() {
    assertThat(edited(d -> d)).isEqualTo(same());
  }

  @Test
  void title_comesInItsPlace_andAllElseStays() {
    String with = edited(d -> d.title("Web"));

    assertThat(with.replace("  <title>Web</title>\n", "")).isEqualTo(same());
    assertThat(with.indexOf("<title>")).isBetween(with.indexOf("</uuid>"), with.indexOf("<metad"));
  }

  @Test
  void memory_takesTheRestOfItAlong() {
    assertThat(edited(d -> d.memory(ByteSize.gib(4))))
        .isEqualTo(
            same()
                .replace("<memory unit='KiB'>2097152", "<memory unit='KiB'>4194304")
                .replace("  <currentMemory unit='KiB'>2097152</currentMemory>\n", ""));
  }

  @Test
  void disk_keepsItsAddress_alsoWhereItsSpecIsAnother() {
    String other =
        edited(
            d ->
                d.disks(List.of())
                    .disk(
                        s ->
                            s.file("/b.qcow2")
                                .target("vda")
                                .format(VolumeFormat.QCOW2)
                                .bus(DiskBus.VIRTIO)));

    assertThat(other)
        .contains("<source file='/b.qcow2'/>", "bus='0x04'")
        .doesNotContain("/a.qcow2");
  }

  @Test
  void disk_goes_andOnlyIt() {
    assertThat(edited(d -> d.disks(List.of())))
        .isEqualTo(same().replaceAll("(?s)    <disk .*</disk>\n", ""));
  }

  @Test
  void bootOrder_ofDevices_takesTheGeneralOneAway() {
    DomainSpec now = DomainXml.parse(WEB).toSpec();

    String ordered =
        edited(d -> d.disks(List.of(now.disks().get(0).toBuilder().bootOrder(1).build())));

    assertThat(ordered).contains("<boot order='1'/>").doesNotContain("<boot dev='hd'/>");
  }

  @Test
  void strangers_stay_whateverChanges() {
    String other = edited(d -> d.memory(ByteSize.gib(1)).vcpus(4).disks(List.of()).title("x"));

    assertThat(other)
        .contains("<a:b xmlns:a='urn:a' a:c='d'/>", "<unheard of='yes'>")
        .contains("<x:x xmlns:x='urn:x'>t<!-- why --><?p i?></x:x>")
        .contains("<qemu:arg value='-s'/>", "placement='static'");
  }

  @Test
  void differences_tellPathsAndDevices() {
    DomainSpec now = DomainXml.parse(WEB).toSpec();
    DomainSpec then =
        now.toBuilder()
            .addRawXml("<cputune><shares>7</shares></cputune>")
            .addRawDevice("<rng model='virtio'><backend model='random'>/dev/random</backend></rng>")
            .architecture("aarch64")
            .build();

    assertThat(
            Difference.between(
                XmlTree.parse(DomainXml.of(now).toXml()),
                XmlTree.parse(DomainXml.of(then).toXml())))
        .extracting(Difference::path)
        .contains("cputune/shares", "os/type", "devices/rng");
  }
}
