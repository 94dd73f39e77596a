package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.InterfaceXml;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.MacAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code DomainDevices} and {@code DomainUpdates} promise, on any hypervisor. */
public abstract class DeviceContract extends ImageContract {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final String NOTES = "urn:kvmsdk:notes";

  /** A device that needs no word from the guest to be pulled. */
  private static DiskSpec usb(StorageVolume volume) {
    return DiskSpec.builder()
        .source(DiskSource.volume(volume.pool(), volume.name()))
        .bus(DiskBus.USB)
        .build();
  }

  private static List<String> targets(String xml) {
    return DomainXml.parse(xml).disks().stream().flatMap(d -> d.target().stream()).toList();
  }

  private static InterfaceXml card(String xml) {
    return DomainXml.parse(xml).interfaces().get(0);
  }

  private static Optional<String> medium(String xml) {
    return DomainXml.parse(xml).disk("sda").orElseThrow().source().flatMap(s -> s.file());
  }

  @Test
  void attachDisk_goesIntoTheDefinition_whenItIsOff() {
    needs(Capability.HOTPLUG);
    Domain domain = guest("-a", empty("a.qcow2"));
    StorageVolume second = empty("b.qcow2");

    DomainDisk disk = domain.attachDisk(d -> d.volume(second.pool(), second.name()));

    assertThat(disk.target()).isEqualTo("vdb");
    assertThat(disk.chain()).containsExactly(second.path());
    domain.detachDisk("vdb");
    assertThat(targets(domain.definitionXml())).containsExactly("vda");
  }

  @Test
  void attachDisk_isThereAtOnce_andAtTheNextBoot_untilItIsDetached() {
    needs(Capability.HOTPLUG);
    Domain domain = running("-a", empty("a.qcow2"));

    DomainDisk disk = domain.attachDisk(usb(empty("b.qcow2")));

    assertThat(targets(domain.xml())).containsExactly("vda", disk.target());
    assertThat(targets(domain.definitionXml())).containsExactly("vda", disk.target());
    domain.detachDisk(disk.target());
    assertThat(targets(domain.xml())).containsExactly("vda");
    assertThat(targets(domain.definitionXml())).containsExactly("vda");
  }

  @Test
  void attachDisk_isRefused_whereItCannotBe() {
    needs(Capability.HOTPLUG);
    StorageVolume volume = empty("b.qcow2");
    Domain domain = running("-a", empty("a.qcow2"));
    DiskSpec spec = usb(volume);

    assertThatThrownBy(() -> domain.attachDisk(spec.toBuilder().target("vda").build()))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("'vda'");
    assertThatThrownBy(() -> domain.attachDisk(d -> d.volume(volume.pool(), "none")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> domain.attachDisk(spec.toBuilder().bus(DiskBus.SATA).build()))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("sata");
    assertThat(targets(domain.definitionXml())).containsExactly("vda");
  }

  /** No operating system runs that could let go of a PCI device. */
  @Test
  void detachDisk_saysThatTheGuestKeepsIt_andChangesNothing() {
    needs(Capability.HOTPLUG);
    Domain domain = running("-a", empty("a.qcow2"), empty("b.qcow2"));

    assertThatThrownBy(() -> domain.detachDevice("<disk><target dev='vdb'/></disk>", SHORT))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("the guest to let go of disk 'vdb'");

    assertThat(targets(domain.xml())).containsExactly("vda", "vdb");
    assertThat(targets(domain.definitionXml())).containsExactly("vda", "vdb");
  }

  @Test
  void detach_namesWhatThereIs_whenThereIsNoSuchDevice() {
    Domain domain = guest("-a", empty("a.qcow2"));

    assertThatThrownBy(() -> domain.detachDisk("vdz"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("'vdz'")
        .hasMessageContaining("[vda]");
    assertThatThrownBy(() -> domain.detachDevice("<disk")).isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void interfaces_comeAndGo_andTheirCablesArePulled() {
    needs(Capability.HOTPLUG);
    Domain domain = running("-a");

    MacAddress mac = domain.attachInterface(i -> i.source(InterfaceSource.user()));
    domain.linkState(mac, false);

    for (String xml : List.of(domain.xml(), domain.definitionXml())) {
      assertThat(card(xml).mac()).contains(mac);
      assertThat(card(xml).linkUp()).isFalse();
    }
    domain.linkState(mac, true);
    assertThat(card(domain.xml()).linkUp()).isTrue();
    assertThat(card(domain.definitionXml()).linkUp()).isTrue();
    domain.destroy();
    domain.detachInterface(mac);
    assertThat(DomainXml.parse(domain.definitionXml()).interfaces()).isEmpty();
  }

  @Test
  void updateDevice_saysWhatItCannotChange() {
    needs(Capability.HOTPLUG);
    Domain domain = running("-a");
    MacAddress mac = domain.attachInterface(i -> i.source(InterfaceSource.user()));
    String other =
        "<interface type='user'><mac address='" + mac + "'/><model type='e1000e'/></interface>";

    assertThatThrownBy(() -> domain.updateDevice(other))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining("model");
    assertThat(card(domain.xml()).model()).contains("virtio");
    assertThat(card(domain.definitionXml()).model()).contains("virtio");
  }

  @Test
  void media_areChangedAndEjected_offAndOn() {
    needs(Capability.HOTPLUG);
    StorageVolume first = filled("first.iso");
    StorageVolume second = filled("second.iso");
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name(run + "-a")
                        .memory(ByteSize.mib(64))
                        .disk(c -> c.device(DiskDevice.CDROM).format(VolumeFormat.RAW)));

    domain.changeMedia("sda", DiskSource.volume(first.pool(), first.name()));
    assertThat(medium(domain.definitionXml())).contains(first.path());
    domain.start();
    domain.changeMedia("sda", DiskSource.file(second.path()));
    assertThat(medium(domain.xml())).contains(second.path());
    assertThat(medium(domain.definitionXml())).contains(second.path());
    domain.ejectMedia("sda", true);
    assertThat(medium(domain.xml())).isEmpty();
    assertThat(medium(domain.definitionXml())).isEmpty();
  }

  @Test
  void changeMedia_isRefused_whereThereIsNoDrive() {
    Domain domain = guest("-a", empty("a.qcow2"));

    assertThatThrownBy(() -> domain.ejectMedia("vda"))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("vda")
        .hasMessageContaining("no drive");
    assertThatThrownBy(() -> domain.ejectMedia("sda")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void memoryAndProcessors_areGivenUpToTheMost_offAndOn() {
    needs(Capability.HOTPLUG);
    Domain domain =
        kvm.domains().define(d -> d.name(run + "-a").memory(ByteSize.mib(64)).vcpus(1).maxVcpus(3));

    domain.memory(ByteSize.mib(48));
    assertThat(domain.definitionXml()).contains("<currentMemory unit='KiB'>49152</currentMemory>");
    domain.start();
    domain.vcpus(2);
    domain.memory(ByteSize.mib(64));

    for (String xml : List.of(domain.xml(), domain.definitionXml())) {
      assertThat(xml).containsPattern("<vcpu [^>]*current='2'");
    }
    assertThat(domain.definitionXml()).contains("<currentMemory unit='KiB'>65536</currentMemory>");
    assertThatThrownBy(() -> domain.memory(ByteSize.mib(65)))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> domain.vcpus(4)).isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void metadata_isWrittenReadAndRemoved_offAndOn() {
    Domain domain = guest("-a");

    assertThat(domain.metadata(NOTES)).isEmpty();
    domain.metadata(NOTES, "<owner>ü &amp; co</owner>");
    domain.start();
    assertThat(domain.metadata(NOTES).orElseThrow()).contains("ü &amp; co");
    domain.metadata(NOTES, "<n:owner xmlns:n='" + NOTES + "'><n:name>me</n:name></n:owner>");
    domain.metadata(NOTES + ":other", "<x/>");

    assertThat(domain.metadata(NOTES).orElseThrow())
        .contains("<name>me</name>")
        .doesNotContain("co");
    assertThat(domain.definitionXml()).contains("xmlns:n=", NOTES + ":other");
    domain.removeMetadata(NOTES);
    domain.removeMetadata(NOTES);
    assertThat(domain.metadata(NOTES)).isEmpty();
    assertThat(domain.metadata(NOTES + ":other")).isPresent();
    assertThat(domain.definitionXml()).doesNotContain("<name>me");
  }

  @Test
  void titleAndDescription_areWrittenAndRemoved() {
    Domain domain = guest("-a");
    domain.start();

    domain.title("Web");
    domain.description("Serves\npages");

    assertThat(domain.spec().title()).contains("Web");
    assertThat(domain.spec().description()).contains("Serves\npages");
    assertThat(DomainXml.parse(domain.xml()).title()).contains("Web");
    domain.title("");
    domain.description("");
    assertThat(domain.spec().title()).isEmpty();
    assertThat(DomainXml.parse(domain.xml()).description()).isEmpty();
  }
}
